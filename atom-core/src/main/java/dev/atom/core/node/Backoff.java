package dev.atom.core.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts that never end: a random part of a limit that doubles from one second to five minutes, so that many
 * claims do not ask in step. "Full jitter" of
 * <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff And Jitter</a>.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 300_000;
    private static final long LEAST_MILLIS = 50;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Some time up to the one given. */
    Duration upTo(Duration most) {
        return Duration.ofMillis(random.nextLong(Math.max(0, most.toMillis()) + 1));
    }

    /** How long to wait after so many attempts. */
    Duration after(int attempts) {
        long limit = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(20, Math.max(0, attempts)));
        return Duration.ofMillis(LEAST_MILLIS + random.nextLong(limit - LEAST_MILLIS + 1));
    }
}
