package dev.atom.core.limit;

/**
 * The arithmetic of a {@link TokenBucket}, the same in every engine. All that is kept is the instant at which the bucket will be
 * full, in microseconds of the engine's clock; one that is past, or absent, is a full bucket. Nothing here overflows or leaves
 * what a double holds exactly: instants stay below 2^51 (until 2041 on a clock that counts from 1970), a bucket refills in at
 * most 2^50, so sums stay below 2^53. Divisions are of non-negative whole numbers and drop the remainder.
 */
final class TokenBuckets {
    /** A bucket may take 35 years to refill. */
    static final long LONGEST_REFILL = 1L << 50;

    private TokenBuckets() {}

    /** When the bucket is full after a cost is taken now, whether or not it may be taken. */
    static long after(long fullAt, long now, long cost, TokenBucket policy) {
        return max(fullAt, now) + cost * policy.intervalMicros();
    }

    /** How much too early a cost comes that would leave the bucket full at {@code after}; it may be taken when that is not above 0. */
    static long excess(long after, long now, TokenBucket policy) {
        return after - now - policy.toleranceMicros();
    }

    /** Whole units that may be taken now. */
    static long remaining(long fullAt, long now, TokenBucket policy) {
        long free = policy.toleranceMicros() - reset(fullAt, now);
        return free <= 0 ? 0 : free / policy.intervalMicros();
    }

    /** How long until the bucket is full. */
    static long reset(long fullAt, long now) {
        return max(fullAt, now) - now;
    }

    /** When the bucket is full after units were given back that nobody knows when they were taken. */
    static long refunded(long fullAt, long now, long units, TokenBucket policy) {
        long back = units > LONGEST_REFILL / policy.intervalMicros() ? LONGEST_REFILL : units * policy.intervalMicros();
        return max(max(fullAt, now) - back, now);
    }

    /**
     * When the bucket is full after units taken at {@code takenAt} were given back. What may have flowed back by itself since then
     * is not given back again: of the time the units occupy, as much as has passed.
     */
    static long givenBack(long fullAt, long now, long takenAt, long units, TokenBucket policy) {
        long back = units * policy.intervalMicros() - (now - takenAt);
        return back <= 0 ? fullAt : max(max(fullAt, now) - back, now);
    }

    /** When the bucket is full after more was spent than had been taken; at most a {@link #LONGEST_REFILL} from now. */
    static long overdrawn(long fullAt, long now, long units, TokenBucket policy) {
        long room = LONGEST_REFILL - Math.min(reset(fullAt, now), LONGEST_REFILL);
        return max(fullAt, now) + Math.min(units, room / policy.intervalMicros()) * policy.intervalMicros();
    }

    /** The later of two instants, also when the clock's numbers wrap around between them. */
    private static long max(long a, long b) {
        return a - b > 0 ? a : b;
    }
}
