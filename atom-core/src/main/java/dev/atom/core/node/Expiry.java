package dev.atom.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions whose lease, linger or deadline is over, by the database's clock. A lease that lapsed while nobody could renew
 * it, because the store or everything around it was away, gets its time again.
 */
final class Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final int MOST = 500;
    private static final int MISSED_CYCLES = 4;

    private final NodeParts parts;
    private final NodeWork work;
    private final UUID self = UUID.randomUUID();

    Expiry(NodeParts parts, NodeWork work) {
        this.parts = parts;
        this.work = work;
    }

    /** Ends what is over, at most {@value #MOST} claims; says how many. */
    int run() {
        List<NodeClaim> over = parts.system().in(handle -> {
            lookAfterLeases(handle);
            List<NodeClaim> ended = new ArrayList<>(ReconcileStore.expire(handle, MOST));
            // In one order everywhere: two transactions that write to several tenants' logs must not wait in a circle.
            ended.sort(Comparator.comparing(NodeClaim::tenant));
            for (NodeClaim claim : ended) {
                ComputeSessionStore.end(
                        handle, claim.tenant(), claim.session(), claim.reason().orElseThrow());
                parts.record(handle, "session.end", claim);
            }
            return ended;
        });
        over.forEach(work::soon);
        return over.size();
    }

    /** In the transaction that expires: a store that was restored, or was away, must hear of it before it ends anything. */
    private void lookAfterLeases(Handle handle) {
        parts.incarnation().read(handle);
        Duration outage = parts.times().cycle().multipliedBy(MISSED_CYCLES);
        int extended = TurnStore.missedSince(handle, outage)
                .map(since -> ReconcileStore.extend(handle, since, parts.times().lease()))
                .orElse(0);
        TurnStore.beat(handle, self);
        if (extended > 0) {
            LOG.warn("{} leases lapsed while nobody could renew them: they are extended", extended);
        }
    }
}
