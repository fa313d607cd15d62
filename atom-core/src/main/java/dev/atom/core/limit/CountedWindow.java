package dev.atom.core.limit;

import java.time.Duration;
import java.util.Objects;

/** What {@link SlidingWindow} and {@link Concurrency} share: units counted in sub-windows. Immutable. */
abstract sealed class CountedWindow implements LimitPolicy permits SlidingWindow, Concurrency {
    private final String name;
    private final long limit;
    private final Duration window;
    private final long subWindowMicros;
    private final long identity;

    CountedWindow(String name, long limit, Duration window) {
        this.name = PolicyRules.name(name);
        this.limit = PolicyRules.units(name, "limit", limit);
        this.window = window;
        this.subWindowMicros = SubWindows.length(Micros.window(name, window));
        this.identity = KeyHash.PROCESS.of(getClass().getSimpleName(), name);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final long limit() {
        return limit;
    }

    @Override
    public final Duration window() {
        return window;
    }

    @Override
    public final long capacity() {
        return limit;
    }

    /**
     * {@inheritDoc} That is {@link #limit} for each time its own length fits into the window, begun ones included. Places at a
     * concurrency limit that are given back do not count: it is what holders take who all die.
     */
    @Override
    public final long bound(Duration span) {
        return Micros.saturatedProduct(limit, Micros.parts(span, SubWindows.COUNT * subWindowMicros));
    }

    /** The length of a sub-window. */
    final long subWindowMicros() {
        return subWindowMicros;
    }

    /** Tells its name and kind from others, as 64 bits. */
    final long identity() {
        return identity;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof CountedWindow that
                && getClass() == that.getClass()
                && name.equals(that.name)
                && limit == that.limit
                && window.equals(that.window);
    }

    @Override
    public final int hashCode() {
        return Objects.hash(getClass(), name, limit, window);
    }
}
