package dev.atom.core.limit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Units of one limit that were taken in Redis ahead of their use, which must come before the lease ends: so that a unit is always
 * counted at least as late, and as long, as if it had been taken when it was used. Thread-safe.
 */
final class Lease {
    private final RedisPartition partition;
    private final String key;
    private final Limit limit;
    private final long where;
    private final long endNanos;
    private final LimitState standing;
    private final long units;
    private final AtomicLong left;

    /**
     * A lease.
     *
     * @param where the sub-window or the instant the units were taken
     * @param endNanos when it ends, on this machine's nanosecond clock
     * @param part which limit of the request
     * @param standing how the limit stood, the units still there
     */
    Lease(RedisRequest asked, int part, long where, long endNanos, LimitState standing, long units) {
        this.partition = asked.partition();
        this.key = asked.keys().get(part + 1);
        this.limit = asked.parts().get(part).limit();
        this.where = where;
        this.endNanos = endNanos;
        this.standing = standing;
        this.units = units;
        this.left = new AtomicLong(units);
    }

    boolean isOver(long nanos) {
        return nanos - endNanos >= 0;
    }

    /** Whether it is of this policy: a changed one holds from the next decision on. */
    boolean isOf(LimitPolicy policy) {
        return limit.policy() == policy || limit.policy().equals(policy);
    }

    /** Whether so many units are left. */
    boolean has(long units) {
        return left.get() >= units;
    }

    /** Uses units. The caller has seen that the lease is not over. */
    boolean use(long units) {
        long before = left.get();
        while (before >= units) {
            if (left.compareAndSet(before, before - units)) {
                return true;
            }
            before = left.get();
        }
        return false;
    }

    /** Puts back units that were not used after all. */
    void unuse(long units) {
        left.addAndGet(units);
    }

    /** Takes what is left out of the lease. */
    long empty() {
        return left.getAndSet(0);
    }

    LimitState standing() {
        return new LimitState(
                limit,
                Math.max(standing.remaining() - units + left.get(), 0),
                standing.resetAfter(),
                standing.retryAfter());
    }

    RedisPartition partition() {
        return partition;
    }

    String key() {
        return key;
    }

    Limit limit() {
        return limit;
    }

    long where() {
        return where;
    }
}
