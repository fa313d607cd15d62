package dev.atom.core.node;

import dev.atom.spi.AtomException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions whose lease, linger or deadline is over, by the database's clock. A lease that lapsed while nobody could renew
 * it, because the store or everything around it was away, gets its time again; and so does the one of a session of whose sign of
 * life this process knows and the store does not.
 */
final class Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final int MOST = 500;
    private static final int MISSED_CYCLES = 4;

    private final NodeParts parts;
    private final NodeWork work;
    private final List<LateHeartbeats> late;
    private final UUID self = UUID.randomUUID();

    Expiry(NodeParts parts, NodeWork work, List<LateHeartbeats> late) {
        this.parts = parts;
        this.work = work;
        this.late = late;
    }

    /**
     * Ends what is over, at most {@value #MOST} claims; says how many. Before that it writes what signs of life wait, for itself and
     * for the other processes, which do not know of them.
     *
     * @throws dev.atom.spi.AtomException UNAVAILABLE also when only the tenants' connections do not work: no heartbeat gets through
     *     then, not even as far as its tenant's name, and to say that leases are looked after would be untrue. What no heartbeat
     *     could have kept, by its deadline or as its tenant is deleted, has ended all the same
     */
    int run() {
        parts.system().run(this::writeLate);
        Optional<AtomException> deaf = tenantsAway();
        List<NodeClaim> over = parts.system().in(handle -> end(handle, deaf.isEmpty()));
        over.forEach(work::soon);
        if (deaf.isPresent()) {
            throw deaf.get();
        }
        return over.size();
    }

    private Optional<AtomException> tenantsAway() {
        try {
            int unused = parts.db().withoutTenant(TurnStore::answer);
            return Optional.empty();
        } catch (AtomException away) {
            return Optional.of(away);
        }
    }

    private void writeLate(Handle handle) {
        Set<LateHeartbeats.Session> heard = new HashSet<>();
        for (LateHeartbeats each : late) {
            Map<LateHeartbeats.Session, Long> waiting = each.waiting();
            heard.addAll(waiting.keySet());
            handle.afterCommit(() -> each.written(waiting));
        }
        ReconcileStore.renew(handle, heard, parts.times().lease());
    }

    private List<NodeClaim> end(Handle handle, boolean heartbeatsGetThrough) {
        parts.incarnation().read(handle);
        if (heartbeatsGetThrough) {
            lookAfterLeases(handle);
        }
        writeLate(handle);
        List<NodeClaim> ended = new ArrayList<>(
                heartbeatsGetThrough
                        ? ReconcileStore.expire(handle, MOST)
                        : ReconcileStore.expireForGood(handle, MOST));
        // In one order everywhere: two transactions that write to several tenants' logs must not wait in a circle.
        ended.sort(Comparator.comparing(NodeClaim::tenant));
        for (NodeClaim claim : ended) {
            ComputeSessionStore.end(
                    handle, claim.tenant(), claim.session(), claim.reason().orElseThrow());
            parts.record(handle, "session.end", claim);
        }
        return ended;
    }

    /** In the transaction that expires: a store that was away must hear of it before it ends anything. */
    private void lookAfterLeases(Handle handle) {
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
