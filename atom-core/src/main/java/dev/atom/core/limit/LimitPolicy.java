package dev.atom.core.limit;

import java.time.Duration;

/**
 * How much may happen, with the most that can happen: a {@link SlidingWindow}, a {@link TokenBucket} or a
 * {@link Concurrency} limit. Policies are immutable values; two with equal numbers are equal. All
 * arithmetic is in whole microseconds and whole units, below 2^53, so that every engine computes the same.
 */
public sealed interface LimitPolicy permits CountedWindow, TokenBucket {
    /**
     * The name in headers, metrics and stores, and part of the identity of what was spent.
     *
     * @return {@code [a-z0-9][a-z0-9._-]{0,63}}
     */
    String name();

    /** How many units: a window's, the rate's per {@link #window}, or how many at once. 1 to 2^31 − 1. */
    long limit();

    /** The time {@link #limit} refers to: of the window, of the rate, or after which a place comes free by itself. */
    Duration window();

    /** The most one request may cost. */
    long capacity();

    /**
     * The most units admitted in any window of this length, wherever it begins: all admissions at instants t with
     * {@code start <= t < start + window}. Units that a reservation gave back do not count; for anonymous refunds see
     * {@link RateLimiter#refund}. Exact for {@link TokenBucket}, and for {@link SlidingWindow} up to its own length.
     *
     * @param window longer than zero
     * @return {@link Long#MAX_VALUE} when it is more than that
     */
    long bound(Duration window);

    /**
     * What one of several instances may admit by itself so that together they keep to this policy's numbers: the same policy with
     * the limit (and burst) divided, rounded down, but at least 1.
     *
     * @param instances 1 or more
     */
    LimitPolicy share(int instances);
}
