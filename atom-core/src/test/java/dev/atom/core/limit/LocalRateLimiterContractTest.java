package dev.atom.core.limit;

import dev.atom.tck.LimiterSubject;
import dev.atom.tck.RateLimiterContract;
import dev.atom.tck.RateLimiterThreadsContract;
import org.junit.jupiter.api.Nested;

/** The engine in memory, with clocks that begin anywhere a monotonic clock may begin. */
class LocalRateLimiterContractTest {
    private static LimiterSubject startingAt(long nanos) {
        ManualNanos clock = new ManualNanos(nanos);
        return new EngineSubject(LocalRateLimiter.builder().clock(clock).build(), clock::advance);
    }

    @Nested
    class FromZero extends RateLimiterContract {
        @Override
        protected LimiterSubject limiter() {
            return startingAt(0);
        }
    }

    /** Nanoseconds overflow half a minute after the start, in the middle of every test. */
    @Nested
    class AcrossTheOverflowOfNanoTime extends RateLimiterContract {
        @Override
        protected LimiterSubject limiter() {
            return startingAt(Long.MAX_VALUE - 30_000_000_000L);
        }
    }

    @Nested
    class FromANegativeOrigin extends RateLimiterContract {
        @Override
        protected LimiterSubject limiter() {
            return startingAt(Long.MIN_VALUE);
        }
    }

    @Nested
    class InManyThreads extends RateLimiterThreadsContract {
        @Override
        protected LimiterSubject limiter() {
            return startingAt(0);
        }
    }

    /** As on the clock of a Redis server: microseconds since 1970. */
    @Nested
    class OnAnotherEnginesClock extends RateLimiterContract {
        @Override
        protected LimiterSubject limiter() {
            ManualNanos clock = new ManualNanos(1_795_000_000_123_456_000L);
            return new EngineSubject(
                    LocalRateLimiter.builder()
                            .showing(() -> clock.getAsLong() / 1_000)
                            .build(),
                    clock::advance);
        }
    }
}
