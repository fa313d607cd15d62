package dev.atom.core.limit;

import java.util.concurrent.TimeUnit;

/**
 * How many instances there are. More are believed at once, fewer only after a while: a Redis that has forgotten everything
 * begins with one. Read by any thread, written by one.
 */
final class InstanceCount {
    private static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final int least;
    private volatile int count;
    private long since = System.nanoTime();

    InstanceCount(int least) {
        this.least = least;
        this.count = least;
    }

    int get() {
        return count;
    }

    void saw(int alive) {
        int seen = Math.max(alive, least);
        long now = System.nanoTime();
        if (seen >= count || now - since > DOUBT_NANOS) {
            count = seen;
            since = now;
        }
    }
}
