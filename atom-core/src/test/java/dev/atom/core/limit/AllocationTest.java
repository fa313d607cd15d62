package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A decision about a request that was decided before allocates nothing, whatever it is. */
class AllocationTest {
    private static final int CALLS = 100_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final RateLimiter limiter = LocalRateLimiter.builder().build();

    @AfterEach
    void close() {
        limiter.close();
    }

    static Stream<LimitRequest> requests() {
        LimitRequest ample = request(SlidingWindow.of("ample", 1 << 30, Duration.ofHours(1)));
        LimitRequest exhausted = request(TokenBucket.of("exhausted", 1, Duration.ofHours(1), 1));
        return Stream.of(
                ample,
                exhausted,
                request(TokenBucket.of("large", 1 << 19, Duration.ofSeconds(1), 1 << 30)),
                request(SlidingWindow.of("spent", 1, Duration.ofHours(1))),
                request(SlidingWindow.of("turning", 100, Duration.ofMillis(1))),
                ample.and(exhausted.limit()),
                ample.and(Limit.of(
                        LimitKey.platform("test", "other"), ample.limit().policy())));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void decidesWithoutAllocating(LimitRequest request) {
        // The first rounds are interpreted, on a busy machine for seconds; and this thread may do other things, too.
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        for (long least = allocatedBy(request); least >= CALLS / 10; least = Math.min(least, allocatedBy(request))) {
            assertThat(System.nanoTime() - end)
                    .as("time until %s decisions take less than %s bytes, least so far %s", CALLS, CALLS / 10, least)
                    .isNegative();
        }
    }

    private long allocatedBy(LimitRequest request) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int allowed = 0;
        for (int call = 0; call < CALLS; call++) {
            allowed += limiter.acquire(request) instanceof Decision.Allowed ? 1 : 0;
        }
        assertThat(allowed).isBetween(0, CALLS);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static LimitRequest request(LimitPolicy policy) {
        return LimitRequest.of(Limit.of(LimitKey.platform("test", "one"), policy));
    }
}
