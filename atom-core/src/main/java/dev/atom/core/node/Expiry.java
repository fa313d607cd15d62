package dev.atom.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions whose lease, linger or deadline is over, by the database's clock. A lease that lapsed while nobody could renew
 * it, because the store or everything around it was away, gets its time again; and so does the one of a session whose
 * heartbeat this process could not write.
 */
final class Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final int MOST = 500;
    private static final int MISSED_CYCLES = 4;

    private final NodeParts parts;
    private final NodeWork work;
    private final LateHeartbeats late;
    private final UUID self = UUID.randomUUID();

    Expiry(NodeParts parts, NodeWork work, LateHeartbeats late) {
        this.parts = parts;
        this.work = work;
        this.late = late;
    }

    /**
     * Ends what is over, at most {@value #MOST} claims; says how many.
     *
     * @throws dev.atom.spi.AtomException UNAVAILABLE also when only the tenants' connections do not work: no heartbeat gets through
     *     then, not even as far as its tenant's name, and to say that leases are looked after would be untrue
     */
    int run() {
        int unused = parts.db().withoutTenant(TurnStore::answer);
        Set<LateHeartbeats.Session> heard = late.waiting();
        List<NodeClaim> over = parts.system().in(handle -> {
            lookAfterLeases(handle);
            ReconcileStore.renew(handle, heard, parts.times().lease());
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
        late.written(heard);
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
