package dev.atom.core.node;

import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provider as the core calls it: each call has its time, a breaker hears how it went, and a provider that throws although
 * it must not has answered "perhaps". Thread-safe; calls block.
 */
final class ProviderCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderCalls.class);

    private final NodeProvider provider;
    private final Breaker breaker;
    private final CallContext call;

    ProviderCalls(NodeProvider provider, Breaker breaker, Duration timeout) {
        this.provider = provider;
        this.breaker = breaker;
        this.call = CallContext.within(timeout);
    }

    NodeProvider provider() {
        return provider;
    }

    Breaker breaker() {
        return breaker;
    }

    CreateOutcome create(NodeSpec spec) {
        CreateOutcome outcome = careful("create", () -> provider.create(spec, call), CreateOutcome.Ambiguous::new);
        if (outcome instanceof CreateOutcome.Ambiguous unclear) {
            count(unclear.why());
        } else if (outcome instanceof CreateOutcome.Rejected refused) {
            count(refused.why());
        } else {
            breaker.succeeded();
        }
        return outcome;
    }

    Lookup get(NodeRef ref) {
        Lookup found =
                careful("get", () -> provider.get(ref, call), why -> new Lookup.Unavailable(why, Optional.empty()));
        if (found instanceof Lookup.Unavailable away) {
            count(away.why());
        } else {
            breaker.succeeded();
        }
        return found;
    }

    NodeListing list(NodeSelector selector, Optional<Cursor> from) {
        NodeListing listing = careful(
                "list",
                () -> provider.list(selector, from, call),
                why -> new NodeListing.Unavailable(why, Optional.empty()));
        if (listing instanceof NodeListing.Unavailable away) {
            count(away.why());
        } else {
            breaker.succeeded();
        }
        return listing;
    }

    DestroyOutcome destroy(NodeRef ref) {
        return counted(careful(
                "destroy", () -> provider.destroy(ref, DestroyMode.FORCED, call), DestroyOutcome.Ambiguous::new));
    }

    NodeScopes.Listing scopes(NodeScopes scopes, Optional<Cursor> from) {
        NodeScopes.Listing listing = careful(
                "list scopes",
                () -> scopes.list(from, call),
                why -> new NodeScopes.Listing.Unavailable(why, Optional.empty()));
        if (listing instanceof NodeScopes.Listing.Unavailable away) {
            count(away.why());
        } else {
            breaker.succeeded();
        }
        return listing;
    }

    DestroyOutcome remove(NodeScopes scopes, String scope) {
        return counted(careful("remove a scope", () -> scopes.remove(scope, call), DestroyOutcome.Ambiguous::new));
    }

    private DestroyOutcome counted(DestroyOutcome outcome) {
        if (outcome instanceof DestroyOutcome.Ambiguous unclear) {
            count(unclear.why());
        } else if (outcome instanceof DestroyOutcome.Blocked refused) {
            count(refused.why());
        } else {
            breaker.succeeded();
        }
        return outcome;
    }

    private <T> T careful(String what, Supplier<T> asked, Function<Reason, T> unclear) {
        try {
            return asked.get();
        } catch (RuntimeException broken) {
            LOG.atError()
                    .setCause(broken)
                    .addKeyValue("provider", provider.id())
                    .log("the provider threw on {}, which it must not: its answer is taken as unclear", what);
            return unclear.apply(new Reason(
                    Reason.Kind.PROVIDER_ERROR,
                    "the provider threw " + broken.getClass().getName()));
        }
    }

    /** What a provider says about one node tells nothing of how it is itself. */
    private void count(Reason why) {
        switch (why.kind()) {
            case AUTHENTICATION, TIMEOUT, UNREACHABLE, PROVIDER_ERROR -> breaker.failed();
            case RATE_LIMITED,
                    QUOTA,
                    CAPACITY,
                    INVALID,
                    NAME_TAKEN,
                    BUSY,
                    LOCKED,
                    NOT_EMPTY,
                    NOT_ISOLATED,
                    OUT_OF_SIGHT -> {}
        }
    }
}
