package dev.atom.core.node;

import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.ProviderLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides about claims whose nodes a complete list did not show. A node that is wanted is given up after two such lists, and
 * only when the provider also says that it is not found; "could not ask" counts for nothing.
 */
final class Absence {
    /** How many single nodes are asked for in a cycle: a fault that hides a fleet must not turn into as many calls. */
    private static final int MOST_LOOKUPS = 200;

    private final NodeParts parts;
    private final NodeWork work;
    private final ProviderCalls calls;
    private int lost;

    Absence(NodeParts parts, NodeWork work, ProviderCalls calls) {
        this.parts = parts;
        this.work = work;
        this.calls = calls;
    }

    /** Goes through the claims that are not in {@code seen}; says how many were given up. */
    int run(Instant began, Set<ClaimId> seen, Predicate<String> covers) {
        ProviderLimits limits = calls.provider().limits();
        List<AbsentClaim> absent = new ArrayList<>();
        parts.system()
                .run(handle -> ReconcileStore.standing(
                        handle, calls.provider().id(), began, limits.listStaleness(), limits.createHorizon(), claim -> {
                            if (!seen.contains(claim.key().id())
                                    && covers.test(claim.scope())
                                    && absent.size() < 5 * MOST_LOOKUPS) {
                                absent.add(claim);
                            }
                        }));
        List<ClaimId> missed = new ArrayList<>();
        int lookups = 0;
        for (AbsentClaim claim : absent) {
            if (!claim.suspected() && needsSuspicion(claim)) {
                missed.add(claim.key().id());
            } else if (claim.node().isEmpty()) {
                neverCame(claim);
            } else if (lookups++ < MOST_LOOKUPS) {
                lookAt(claim, claim.node().get());
            }
        }
        if (!missed.isEmpty()) {
            parts.system().run(handle -> ReconcileStore.suspect(handle, missed));
            parts.steps().at(Step.AFTER_SUSPICION);
        }
        return lost;
    }

    private static boolean needsSuspicion(AbsentClaim claim) {
        return claim.phase().isLive() || claim.node().isEmpty();
    }

    /** Its create, if any ever arrives, can arrive no more. */
    private void neverCame(AbsentClaim claim) {
        if (claim.settled()) {
            work.ender().gone(claim.key());
        }
    }

    /** While the provider fails it is not asked: each look would take as long as a call may take. */
    private void lookAt(AbsentClaim claim, NodeRef node) {
        if (!calls.breaker().allows()) {
            return;
        }
        Lookup lookup = calls.get(node);
        if (lookup instanceof Lookup.Found) {
            parts.system()
                    .run(handle ->
                            ReconcileStore.seen(handle, List.of(claim.key().id())));
        } else if (lookup instanceof Lookup.NotFound) {
            if (claim.phase().isLive()) {
                giveUp(claim.key());
            } else {
                work.ender().gone(claim.key());
            }
        }
    }

    private void giveUp(ClaimKey key) {
        parts.system()
                .in(handle -> {
                    var ended = ClaimStore.terminate(handle, key, EndReason.NODE_LOST);
                    ended.ifPresent(claim -> {
                        ComputeSessionStore.end(handle, claim.tenant(), claim.session(), EndReason.NODE_LOST);
                        parts.record(handle, "session.end", claim);
                    });
                    return ended;
                })
                .ifPresent(claim -> {
                    lost++;
                    work.soon(claim);
                });
    }
}
