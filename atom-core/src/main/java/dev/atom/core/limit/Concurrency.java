package dev.atom.core.limit;

import java.time.Duration;
import java.util.Objects;

/**
 * Never more than {@link #limit} units held at once. A holder gives its place back by ending its {@link Reservation}; one that
 * cannot, because its process died, loses it after {@link #window}, at most 1/{@value SubWindows#COUNT} of that later. Choose a
 * window longer than the work can take: a holder that outlives it no longer counts.
 *
 * <p>It is a {@link SlidingWindow} over the places taken, from which a place given back is removed. Immutable.
 */
public final class Concurrency implements LimitPolicy {
    private final String name;
    private final long limit;
    private final Duration deadline;
    private final long subWindowMicros;

    private Concurrency(String name, long limit, Duration deadline) {
        this.name = PolicyRules.name(name);
        this.limit = PolicyRules.units(name, "limit", limit);
        this.deadline = deadline;
        this.subWindowMicros = SubWindows.length(Micros.window(name, deadline));
    }

    /**
     * A limit of things at once.
     *
     * @param name {@code [a-z0-9][a-z0-9._-]{0,63}}
     * @param limit 1 to 2^31 − 1 units
     * @param deadline after which a place comes free by itself, 1 ms to 366 days
     */
    public static Concurrency of(String name, long limit, Duration deadline) {
        return new Concurrency(name, limit, deadline);
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
        return deadline;
    }

    @Override
    public long capacity() {
        return limit;
    }

    /** {@inheritDoc} Places given back do not count: it is what can be taken by holders who all die. */
    @Override
    public long bound(Duration span) {
        return Micros.saturatedProduct(limit, Micros.parts(span, SubWindows.COUNT * subWindowMicros));
    }

    @Override
    public Concurrency share(int instances) {
        return new Concurrency(name, PolicyRules.shareOf(limit, instances), deadline);
    }

    /** The length of a sub-window. */
    long subWindowMicros() {
        return subWindowMicros;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Concurrency that
                && name.equals(that.name)
                && limit == that.limit
                && deadline.equals(that.deadline);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, limit, deadline);
    }

    @Override
    public String toString() {
        return name + ": " + limit + " at once, each for at most " + deadline;
    }
}
