package dev.atom.core.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The mirror of a sliding window: the most that was said to be taken in each of its sub-windows. */
class WindowMirror extends Mirror {
    private static final long MOST_OVERDRAWN = Integer.MAX_VALUE;

    private final TreeMap<Long, Long> taken = new TreeMap<>();
    private long length = 1;

    WindowMirror(String key) {
        super(key);
    }

    /** Answers come in any order, and what was taken in a sub-window only grows: so the larger figure is the later. */
    @Override
    synchronized void saw(LimitRequest.Part part, boolean admitted, long where, long units, long now) {
        adopt(part.limit().policy(), now);
        if (units > 0) {
            taken.merge(where, units, Math::max);
        }
        forget(where);
    }

    @Override
    synchronized boolean admits(LimitPolicy policy, long cost, int instances, long now) {
        adopt(policy, now);
        return sum(now) + cost * instances <= policy.limit();
    }

    @Override
    synchronized long take(LimitPolicy policy, long cost, int instances, long now) {
        keepUnsaid();
        return add(policy, cost * instances, now);
    }

    final synchronized long add(LimitPolicy policy, long units, long now) {
        adopt(policy, now);
        long present = present(now);
        taken.merge(present, units, Long::sum);
        return present;
    }

    @Override
    synchronized void overdraw(LimitPolicy policy, long units, long now) {
        add(policy, Math.min(units, MOST_OVERDRAWN), now);
    }

    @Override
    synchronized void giveBack(LimitPolicy policy, long where, long units, long now) {
        taken.computeIfPresent(where, (place, held) -> held > units ? held - units : null);
    }

    @Override
    synchronized LimitState state(Limit limit, long cost, int instances, long now) {
        adopt(limit.policy(), now);
        long sum = sum(now);
        long free = limit.policy().limit() - sum;
        long reset = taken.isEmpty() ? 0 : SubWindows.expiresIn(taken.lastKey(), length, now);
        return LimitState.ofMicros(limit, Math.max(free, 0) / instances, reset, retry(cost * instances - free, now));
    }

    /** Until so many units more have become free. */
    final long retry(long units, long now) {
        long missing = units;
        for (Map.Entry<Long, Long> entry : taken.entrySet()) {
            if (missing <= 0) {
                return 0;
            }
            missing -= entry.getValue();
            if (missing <= 0) {
                return SubWindows.expiresIn(entry.getKey(), length, now);
            }
        }
        return 0;
    }

    /** Rounded to whole sub-windows in the direction in which everything counts longer. */
    @Override
    synchronized void shift(long micros) {
        long subWindows = Math.floorDiv(micros, length) + 1;
        TreeMap<Long, Long> before = new TreeMap<>(taken);
        taken.clear();
        before.forEach((where, units) -> taken.put(where + subWindows, units));
    }

    @Override
    synchronized boolean isEmpty(long now) {
        return sum(now) == 0;
    }

    @Override
    synchronized List<String> head() {
        return List.of("w", "raise", "0", Long.toString(length));
    }

    @Override
    synchronized List<String> figures(long now) {
        forget(present(now));
        List<String> figures = new ArrayList<>(2 * taken.size());
        taken.forEach((where, units) -> {
            figures.add(where.toString());
            figures.add(units.toString());
        });
        return figures;
    }

    final long sum(long now) {
        forget(present(now));
        return taken.values().stream().mapToLong(Long::longValue).sum();
    }

    final NavigableMap<Long, Long> taken() {
        return taken;
    }

    final long length() {
        return length;
    }

    /** When the window's length has changed, everything that still counts moves to the present, as in Redis. */
    final void adopt(LimitPolicy policy, long now) {
        long adopted = length(policy);
        if (adopted == length) {
            return;
        }
        long sum = sum(now);
        taken.clear();
        length = adopted;
        if (sum > 0) {
            taken.put(SubWindows.at(now, length), sum);
        }
    }

    private long present(long now) {
        long present = SubWindows.at(now, length);
        return taken.isEmpty() ? present : Math.max(present, taken.lastKey());
    }

    private void forget(long present) {
        taken.headMap(present - SubWindows.COUNT).clear();
    }

    /** The length of a policy's sub-window. */
    static long length(LimitPolicy policy) {
        return policy instanceof SlidingWindow window
                ? window.subWindowMicros()
                : ((Concurrency) policy).subWindowMicros();
    }
}
