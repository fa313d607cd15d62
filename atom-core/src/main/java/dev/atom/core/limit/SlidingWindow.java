package dev.atom.core.limit;

import java.time.Duration;
import java.util.Objects;

/**
 * Strict: never more than {@link #limit} units in any rolling window, so also none of the double bursts that counters which are
 * reset, and token buckets as large as their rate, let through at a boundary.
 *
 * <p>Counted conservatively in {@value SubWindows#COUNT} sub-windows, of which the oldest, partly outside the window, counts
 * whole. The price: what was spent comes back up to one sub-window late, so a caller who always takes all it can gets 60/61 of
 * the limit. Immutable.
 */
public final class SlidingWindow implements LimitPolicy {
    private final String name;
    private final long limit;
    private final Duration window;
    private final long subWindowMicros;

    private SlidingWindow(String name, long limit, Duration window) {
        this.name = PolicyRules.name(name);
        this.limit = PolicyRules.units(name, "limit", limit);
        this.window = window;
        this.subWindowMicros = SubWindows.length(Micros.window(name, window));
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
    public String name() {
        return name;
    }

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public Duration window() {
        return window;
    }

    @Override
    public long capacity() {
        return limit;
    }

    /** {@inheritDoc} That is {@link #limit} for each time its own length fits into the window, begun ones included. */
    @Override
    public long bound(Duration span) {
        return Micros.saturatedProduct(limit, Micros.parts(span, SubWindows.COUNT * subWindowMicros));
    }

    @Override
    public SlidingWindow share(int instances) {
        return new SlidingWindow(name, PolicyRules.shareOf(limit, instances), window);
    }

    /** The length of a sub-window. */
    long subWindowMicros() {
        return subWindowMicros;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SlidingWindow that
                && name.equals(that.name)
                && limit == that.limit
                && window.equals(that.window);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, limit, window);
    }

    @Override
    public String toString() {
        return name + ": " + limit + " in any " + window;
    }
}
