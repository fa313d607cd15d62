package dev.atom.core.limit;

import java.time.Duration;

/**
 * Never more than {@link #limit} units held at once. A holder gives its place back by ending its {@link Reservation}; one that
 * cannot, because its process died, loses it after {@link #window}, at most 1/{@value SubWindows#COUNT} of that later. Choose a
 * window longer than the work can take: a holder that outlives it no longer counts.
 *
 * <p>It is a {@link SlidingWindow} over the places taken, from which a place given back is removed. Immutable.
 */
public final class Concurrency extends CountedWindow {
    private Concurrency(String name, long limit, Duration deadline) {
        super(name, limit, deadline);
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
    public Concurrency share(int instances) {
        return of(name(), PolicyRules.shareOf(limit(), instances), window());
    }

    @Override
    public String toString() {
        return name() + ": " + limit() + " at once, each for at most " + window();
    }
}
