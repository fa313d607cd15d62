package dev.atom.core.node;

import dev.atom.core.audit.AuditEvent;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.NodeScopes.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the scopes, such as a tenant's app, that a provider made and that have held nothing for {@link #EMPTY_FOR}. A removal is
 * on record before the provider is asked, and while it is, no node is asked for in the scope; it comes off the record when the
 * scope was seen to be gone, or certainly stays. The scope is made again with the next node. Confined to the lock of its provider's cycles.
 */
final class EmptyScopes {
    /** For how long no claim may have had a node there: no create that was sent can still come true, and the next session may
     * want it again. */
    static final Duration EMPTY_FOR = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(EmptyScopes.class);
    private static final Duration BETWEEN = Duration.ofMinutes(10);
    private static final int MOST = 20;

    private final NodeParts parts;
    private final ProviderCalls calls;
    private final NodeScopes scopes;
    private final InstantSource clock;
    private Instant next = Instant.MIN;

    EmptyScopes(NodeParts parts, ProviderCalls calls, NodeScopes scopes, InstantSource clock) {
        this.parts = parts;
        this.calls = calls;
        this.scopes = scopes;
        this.clock = clock;
    }

    /** Goes on with what is on record. Blocks on the provider. */
    void settle() {
        for (Scope scope : parts.system().in(handle -> ScopeStore.underWay(handle, provider(), MOST))) {
            remove(scope);
        }
    }

    /** Begins, once in a while, to remove what is empty. Blocks on the provider. */
    void sweep(Set<String> occupied) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(BETWEEN);
        int removed = 0;
        Set<Cursor> before = new HashSet<>();
        Optional<Cursor> at = Optional.empty();
        do {
            if (!(calls.scopes(scopes, at) instanceof NodeScopes.Listing.Page page)) {
                return;
            }
            for (Scope scope : unused(page.scopes(), occupied)) {
                if (removed < MOST && begin(scope)) {
                    removed++;
                    remove(scope);
                }
            }
            at = page.next().filter(before::add);
        } while (at.isPresent() && removed < MOST);
    }

    private List<Scope> unused(List<Scope> all, Set<String> occupied) {
        List<Scope> free =
                all.stream().filter(scope -> !occupied.contains(scope.scope())).toList();
        return free.isEmpty()
                ? free
                : parts.system().in(handle -> ScopeStore.longUnused(handle, provider(), free, EMPTY_FOR));
    }

    private boolean begin(Scope scope) {
        return parts.system().in(handle -> ScopeStore.begin(handle, provider(), scope, EMPTY_FOR));
    }

    /** Asks once, and once more after a yes: most are gone by then. What a failing provider is not asked now stays on record. */
    private void remove(Scope scope) {
        if (calls.breaker().allows() && ask(scope) instanceof DestroyOutcome.Accepted) {
            DestroyOutcome unused = ask(scope);
        }
    }

    private DestroyOutcome ask(Scope scope) {
        Duration horizon =
                calls.provider().limits().createHorizon().plus(parts.times().call());
        Optional<ScopeStore.Ask> asking =
                parts.system().in(handle -> ScopeStore.asking(handle, provider(), scope, horizon));
        if (asking.isEmpty()) {
            return new DestroyOutcome.Gone();
        }
        DestroyOutcome outcome = calls.remove(scopes, scope.scope());
        if (outcome instanceof DestroyOutcome.Ambiguous unclear) {
            LOG.atWarn()
                    .addKeyValue("provider", provider())
                    .addKeyValue("scope", scope.scope())
                    .log("whether an empty scope was removed is not known, and asked again: {}", unclear.why());
        } else {
            answered(scope, asking.get(), outcome);
        }
        return outcome;
    }

    private void answered(Scope scope, ScopeStore.Ask ask, DestroyOutcome outcome) {
        boolean gone = outcome instanceof DestroyOutcome.Gone;
        boolean accepted = outcome instanceof DestroyOutcome.Accepted;
        parts.system().run(handle -> {
            ScopeStore.answered(handle, provider(), scope, ask, accepted);
            if (!accepted && ScopeStore.over(handle, provider(), scope, gone) && gone) {
                Map<String, String> details = Map.of("provider", provider());
                parts.audit()
                        .record(
                                handle,
                                new AuditEvent(
                                        scope.tenant(),
                                        NodeParts.RECONCILER,
                                        "node.scope.remove",
                                        "node-scope/" + NodeParts.shortened(scope.scope()),
                                        details));
            }
        });
        if (gone) {
            parts.meters().of(provider()).scopeRemoved();
        }
    }

    private String provider() {
        return calls.provider().id();
    }
}
