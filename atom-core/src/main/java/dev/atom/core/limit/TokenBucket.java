package dev.atom.core.limit;

import java.time.Duration;
import java.util.Objects;

/**
 * A smooth rate with a declared burst: a bucket of {@link #capacity} tokens that gets one back every {@link #interval}. Admits at
 * most {@code burst − 1 + ⌈w / interval⌉} units in a window of length w; so a burst as large as the limit admits 119 of a limit of
 * 60 a minute in the worst minute. Where the limit is a promise, use {@link SlidingWindow}.
 *
 * <p>Decided as the generic cell rate algorithm of ITU-T I.371: one instant is kept, at which the bucket will be full again. Its
 * interval is whole microseconds, rounded up, so rates above some 10,000 a second come out slower than asked, by up to one
 * microsecond for each unit; none is faster than one unit a microsecond. Immutable.
 */
public final class TokenBucket implements LimitPolicy {
    private final String name;
    private final long limit;
    private final Duration window;
    private final long burst;
    private final long intervalMicros;
    private final long toleranceMicros;
    private final long identity;

    private TokenBucket(String name, long limit, Duration window, long burst) {
        this.name = PolicyRules.name(name);
        this.limit = PolicyRules.units(name, "limit", limit);
        this.window = window;
        this.burst = PolicyRules.units(name, "burst", burst);
        long micros = Micros.window(name, window);
        if (limit > micros) {
            throw new IllegalArgumentException("policy " + name + ": " + limit + " in " + window
                    + " is more than one unit a microsecond, the fastest rate");
        }
        this.intervalMicros = (micros - 1) / limit + 1;
        this.toleranceMicros = Micros.saturatedProduct(burst, intervalMicros);
        if (toleranceMicros > TokenBuckets.LONGEST_REFILL) {
            throw new IllegalArgumentException("policy " + name + ": a burst of " + burst + " takes "
                    + Micros.toDuration(toleranceMicros) + " to refill, and must not take more than "
                    + Micros.toDuration(TokenBuckets.LONGEST_REFILL));
        }
        this.identity = KeyHash.PROCESS.of(getClass().getSimpleName(), name);
    }

    /**
     * A token bucket.
     *
     * @param name {@code [a-z0-9][a-z0-9._-]{0,63}}
     * @param limit how many units flow in a window, 1 to 2^31 − 1 and at most one a microsecond
     * @param window 1 ms to 366 days
     * @param burst how many units an idle bucket admits at once, 1 to 2^31 − 1
     */
    public static TokenBucket of(String name, long limit, Duration window, long burst) {
        return new TokenBucket(name, limit, window, burst);
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

    /** The burst: what an idle bucket admits at once. */
    @Override
    public long capacity() {
        return burst;
    }

    /** How long one unit takes to come back. */
    public Duration interval() {
        return Micros.toDuration(intervalMicros);
    }

    @Override
    public long bound(Duration span) {
        long refilled = Micros.parts(span, intervalMicros);
        return refilled > Long.MAX_VALUE - burst ? Long.MAX_VALUE : burst - 1 + refilled;
    }

    @Override
    public TokenBucket share(int instances) {
        return new TokenBucket(
                name, PolicyRules.shareOf(limit, instances), window, PolicyRules.shareOf(burst, instances));
    }

    /** The emission interval, T. */
    long intervalMicros() {
        return intervalMicros;
    }

    /** The whole bucket in microseconds, burst × T. */
    long toleranceMicros() {
        return toleranceMicros;
    }

    /** Tells its name and kind from others, as 64 bits. */
    long identity() {
        return identity;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenBucket that
                && name.equals(that.name)
                && limit == that.limit
                && burst == that.burst
                && window.equals(that.window);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, limit, window, burst);
    }

    @Override
    public String toString() {
        return name + ": " + limit + " every " + window + ", bursts of " + burst;
    }
}
