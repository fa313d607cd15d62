package dev.atom.core.limit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How often this instance has to ask Redis for one limit, and so how much to take ahead: nothing for most limits, and about what
 * is used within a tenth of a second for a busy one, but no fewer than {@value #LEAST}. One caller at a time asks for a lease.
 * Thread-safe; counts are not exact, and need not be.
 */
final class Demand {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long QUIET_NANOS = 5 * INTERVAL_NANOS;
    /** Fewer round trips in an interval are not worth a lease. */
    private static final int BUSY = 50;

    /** Fewer are not granted either. */
    private static final int LEAST = 64;

    private static final int MOST = 1 << 20;

    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long begun;
    private volatile int asked;
    private volatile int size;
    private volatile long leasedAt;

    /**
     * How many requests' worth to take ahead, 0 for nothing. A caller that gets more calls {@link #answered} in the end.
     *
     * @param usedUp whether there is a lease that was used up before its end
     */
    int ask(long nanos, boolean usedUp) {
        int wanted = size > 0 && nanos - leasedAt < QUIET_NANOS ? again(nanos, usedUp) : first(nanos);
        return wanted > 0 && asking.compareAndSet(false, true) ? wanted : 0;
    }

    private int again(long nanos, boolean usedUp) {
        long lasted = nanos - leasedAt;
        if (usedUp && lasted < INTERVAL_NANOS / 2) {
            return Math.min(MOST, size * 2);
        }
        if (lasted <= 2 * INTERVAL_NANOS) {
            return size;
        }
        return size / 2 >= LEAST ? size / 2 : first(nanos);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // A lost count makes a lease come a little later.
    private int first(long nanos) {
        if (asked == 0 || nanos - begun > INTERVAL_NANOS) {
            begun = nanos;
            asked = 0;
        }
        asked++;
        return asked >= BUSY ? LEAST : 0;
    }

    /** What was asked for is there, or not. */
    void answered(int wanted, boolean granted, long nanos) {
        size = granted ? wanted : 0;
        leasedAt = nanos;
        begun = nanos;
        asked = 0;
        asking.set(false);
    }
}
