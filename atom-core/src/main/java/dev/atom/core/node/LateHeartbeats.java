package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.SessionId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Heartbeats that came to this process and could not be written, as the tenants' connections to the database were all taken, or
 * the database refused. Whoever ends sessions in this process writes them first: it has connections of its own, and would
 * otherwise end what somebody uses. At most {@value #MOST} sessions; those beyond are counted as dropped. Thread-safe.
 */
final class LateHeartbeats {
    private static final int MOST = 10_000;

    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final NodeMeters meters;

    /** Whose. */
    record Session(TenantId tenant, SessionId id) {}

    LateHeartbeats(NodeMeters meters) {
        this.meters = meters;
    }

    /** Remembers one. Does not block. */
    void take(TenantId tenant, SessionId session) {
        if (sessions.size() < MOST) {
            sessions.add(new Session(tenant, session));
        } else {
            meters.signalDropped();
        }
    }

    /** Those that are not written yet. */
    Set<Session> waiting() {
        return Set.copyOf(sessions);
    }

    /** Forgets those that were. */
    void written(Set<Session> these) {
        sessions.removeAll(these);
    }
}
