package dev.atom.core.vault;

import dev.atom.spi.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * The requests that wait for a flush, by tenant. The tenant that waits longest comes first, and one whose last requests are still
 * in the database is passed over, so that a tenant whose rows are locked holds up nobody's requests twice.
 *
 * <p>Thread-safe. Never blocks but for its own short lock.
 */
final class OpenQueue {
    private final int capacity;
    private final Map<TenantId, Queue<OpenRequest>> lanes = new LinkedHashMap<>();
    private final Set<TenantId> away = new HashSet<>();
    private int waiting;

    /** A queue of at most {@code capacity} requests, those in the database not counted. */
    OpenQueue(int capacity) {
        this.capacity = capacity;
    }

    /** False when the queue is full. */
    synchronized boolean add(OpenRequest request) {
        if (waiting == capacity) {
            return false;
        }
        waiting++;
        lanes.computeIfAbsent(request.tenant(), tenant -> new ArrayDeque<>()).add(request);
        return true;
    }

    /** Whether {@link #take} would give anything. */
    synchronized boolean ready() {
        return waiting > 0 && !away.containsAll(lanes.keySet());
    }

    /** Up to so many requests, those of a tenant together; their tenants are away until they are {@link #back}. */
    synchronized List<OpenRequest> take(int most) {
        List<OpenRequest> taken = new ArrayList<>();
        Iterator<Map.Entry<TenantId, Queue<OpenRequest>>> tenants =
                lanes.entrySet().iterator();
        while (tenants.hasNext() && taken.size() < most) {
            Map.Entry<TenantId, Queue<OpenRequest>> next = tenants.next();
            if (!away.add(next.getKey())) {
                continue;
            }
            Queue<OpenRequest> lane = next.getValue();
            while (!lane.isEmpty() && taken.size() < most) {
                taken.add(lane.remove());
            }
            if (lane.isEmpty()) {
                tenants.remove();
            }
        }
        waiting -= taken.size();
        return taken;
    }

    /** The database has answered for these tenants. */
    synchronized void back(Set<TenantId> tenants) {
        away.removeAll(tenants);
    }

    /** Everything that waits, whether its tenant is away or not. */
    synchronized List<OpenRequest> drain() {
        List<OpenRequest> all = new ArrayList<>(waiting);
        lanes.values().forEach(all::addAll);
        lanes.clear();
        waiting = 0;
        return all;
    }
}
