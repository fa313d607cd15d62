package dev.atom.core.limit;

import dev.atom.spi.TenantId;
import java.util.List;
import java.util.UUID;

/**
 * A part of the tenants whose keys carry one hash tag, so that a Redis Cluster keeps them together with the epoch that says
 * whether their memory is still the one this instance knows. Thread-safe.
 */
final class RedisPartition {
    private static final int BEATS_BETWEEN = 40;

    private final String prefix;
    private final Mirrors mirrors;
    private volatile String epoch = "";
    private volatile long seenAt;
    private volatile boolean trusted;
    private int beats;

    RedisPartition(String prefix, int number, Mirrors mirrors) {
        this.mirrors = mirrors;
        this.prefix = prefix + ":{" + prefix + "-" + number + "}:";
    }

    /** Which of several partitions a tenant is in, the same for every instance; the count is a power of two. */
    static int of(TenantId tenant, int count) {
        UUID id = tenant.value();
        long mixed = id.getMostSignificantBits() ^ id.getLeastSignificantBits();
        return (int) (mixed ^ mixed >>> 32) & (count - 1);
    }

    String epochKey() {
        return prefix + "epoch";
    }

    /** The epoch, the instances, and the latest time one of them was there. */
    List<String> controlKeys() {
        return List.of(epochKey(), prefix + "instances", prefix + "latest");
    }

    /** Where a limit's state is; no two limits share one. */
    String key(Limit limit) {
        LimitKey key = limit.key();
        return prefix + key.tenant().value() + ":" + key.kind() + ":"
                + limit.policy().name() + ":" + kind(limit.policy()) + ":" + key.id();
    }

    private static char kind(LimitPolicy policy) {
        if (policy instanceof TokenBucket) {
            return 'b';
        }
        return policy instanceof Concurrency ? 'c' : 'w';
    }

    /** What this instance knows about the states of this partition. */
    Mirrors mirrors() {
        return mirrors;
    }

    /** What this instance knows as the server's memory; empty before it has seen one. */
    String epoch() {
        return epoch;
    }

    /** Whether decisions may be left to Redis. */
    boolean isTrusted() {
        return trusted;
    }

    /** True for the one caller who ended the trust. */
    boolean distrust() {
        if (!trusted) {
            return false;
        }
        synchronized (this) {
            boolean ended = trusted;
            trusted = false;
            return ended;
        }
    }

    /** Notes which memory the server has, and its time. */
    void learn(String seen, long micros) {
        epoch = seen;
        seenAt = micros;
    }

    /** The server's time when it was looked at last, in microseconds; 0 before. */
    long seenAt() {
        return seenAt;
    }

    synchronized void trust() {
        if (!trusted) {
            beats = 0;
        }
        trusted = true;
    }

    /**
     * Whether there may be something to tell or to tidy up: always without trust, once again after the trust began, and now and
     * then.
     */
    synchronized boolean wantsAttention() {
        beats++;
        return !trusted || beats == 1 || beats % BEATS_BETWEEN == 0;
    }
}
