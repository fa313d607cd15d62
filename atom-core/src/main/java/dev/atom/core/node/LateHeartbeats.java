package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.SessionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Signs of life that came to this process and are not written yet: heartbeats that the database did not take, as the tenants'
 * connections were all taken or it refused, or notes of gateways that wait for their turn. Whoever ends sessions in this process
 * writes them first: it has connections of its own, and would otherwise end what somebody uses. At most {@value #MOST} sessions.
 * Thread-safe; does not block.
 */
final class LateHeartbeats {
    private static final int MOST = 10_000;

    private final ConcurrentMap<Session, Long> sessions = new ConcurrentHashMap<>();
    private final AtomicLong taken = new AtomicLong();

    /** Whose. */
    record Session(TenantId tenant, SessionId id) {}

    /** Remembers one; false when there are too many. */
    boolean take(Session session) {
        if (sessions.size() >= MOST && !sessions.containsKey(session)) {
            return false;
        }
        sessions.put(session, taken.incrementAndGet());
        return true;
    }

    /** Those that are not written yet, each with the number of its last sign of life. */
    Map<Session, Long> waiting() {
        return Map.copyOf(sessions);
    }

    /** The same of one session; empty when nothing of it waits. */
    Map<Session, Long> waiting(Session session) {
        Long last = sessions.get(session);
        return last == null ? Map.of() : Map.of(session, last);
    }

    /** Forgets those that were, but for sessions that gave another sign of life since. */
    void written(Map<Session, Long> these) {
        these.forEach(sessions::remove);
    }
}
