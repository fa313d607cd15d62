package dev.atom.core.limit;

import java.time.Duration;

/**
 * Strict: never more than {@link #limit} units in any rolling window, so also none of the double bursts that counters which are
 * reset, and token buckets as large as their rate, let through at a boundary.
 *
 * <p>Counted conservatively in {@value SubWindows#COUNT} sub-windows, of which the oldest, partly outside the window, counts
 * whole. The price: what was spent comes back up to one sub-window late, so a caller who always takes all it can gets 60/61 of
 * the limit. Immutable.
 */
public final class SlidingWindow extends CountedWindow {
    private SlidingWindow(String name, long limit, Duration window) {
        super(name, limit, window);
    }

    /**
     * A sliding window.
     *
     * @param name {@code [a-z0-9][a-z0-9._-]{0,63}}
     * @param limit 1 to 2^31 − 1 units
     * @param window 1 ms to 366 days
     */
    public static SlidingWindow of(String name, long limit, Duration window) {
        return new SlidingWindow(name, limit, window);
    }

    @Override
    public SlidingWindow share(int instances) {
        return of(name(), PolicyRules.shareOf(limit(), instances), window());
    }

    @Override
    public String toString() {
        return name() + ": " + limit() + " in any " + window();
    }
}
