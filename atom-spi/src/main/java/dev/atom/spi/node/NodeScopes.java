package dev.atom.spi.node;

import dev.atom.spi.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The containers a provider makes for tenants' nodes, which leak like nodes when nobody removes them. Thread-safe. */
public interface NodeScopes {
    /**
     * One scope.
     *
     * @param scope as in {@link NodeRef#scope}
     * @param tenant whose nodes it holds
     */
    record Scope(String scope, TenantId tenant) {}

    /** What came of asking for one page of scopes. */
    sealed interface Listing {
        /**
         * A page; only a missing {@code next} is the end.
         *
         * @param scopes the scopes; copied
         * @param next where the next page begins
         */
        record Page(List<Scope> scopes, Optional<Cursor> next) implements Listing {
            /** Copies the scopes. */
            public Page {
                scopes = List.copyOf(scopes);
            }
        }

        /**
         * The page could not be had.
         *
         * @param why what stood in the way
         * @param retryAfter how long to wait, when that is known
         */
        record Unavailable(Reason why, Optional<Duration> retryAfter) implements Listing {}
    }

    /** One page of this installation's scopes. */
    Listing list(Optional<Cursor> from, CallContext call);

    /**
     * Removes a scope that holds no node; {@link DestroyOutcome.Blocked} with {@link Reason.Kind#NOT_EMPTY} when it does, or
     * when that cannot be said for certain. A node made in the same moment would go with it: the caller sees to it that none
     * is.
     */
    DestroyOutcome remove(String scope, CallContext call);
}
