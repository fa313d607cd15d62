package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The smallest engine and more keys than it has room for. */
class FullTableTest {
    private static final int MANY = 2_000;

    private final ManualNanos clock = new ManualNanos(0);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RateLimiter limiter =
            LocalRateLimiter.builder().keys(1).clock(clock).meters(meters).build();

    static Stream<LimitPolicy> policies() {
        return Stream.of(
                TokenBucket.of("bucket", 2, Duration.ofMinutes(1), 2),
                SlidingWindow.of("window", 2, Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void deniesNewKeysAndForgetsNone(LimitPolicy policy) {
        List<Integer> known = new ArrayList<>();
        for (int key = 0; key < MANY; key++) {
            Decision decision = limiter.acquire(request(policy, key));
            if (decision instanceof Decision.Allowed) {
                known.add(key);
            } else {
                assertThat(((Decision.Denied) decision).reason()).isEqualTo(Decision.Reason.FULL);
                assertThat(((Decision.Denied) decision).retryAfter()).isPresent();
            }
        }
        assertThat(known).hasSizeBetween(16, 120);
        assertThat(meters.get("atom.limits.full").counter().count()).isEqualTo(MANY - known.size());
        assertThat(meters.get("atom.limits.spilled").gauge().value()).isBetween(1.0, 68.0);
        for (int key : known) {
            assertThat(limiter.acquire(request(policy, key))).isInstanceOf(Decision.Allowed.class);
            assertThat(limiter.acquire(request(policy, key))).isInstanceOf(Decision.Denied.class);
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void givesThePlacesToOthersOnceTheirTimeHasPassed(LimitPolicy policy) {
        for (int round = 0; round < 20; round++) {
            int admitted = 0;
            for (int key = 0; key < MANY; key++) {
                admitted += limiter.acquire(request(policy, round * MANY + key)) instanceof Decision.Allowed ? 1 : 0;
            }
            assertThat(admitted).isGreaterThanOrEqualTo(16);
            clock.advance(Duration.ofSeconds(62));
            assertThat(meters.get("atom.limits.spilled").gauge().value()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void keysThatComeAndGoAreNeverGivenMoreThanTheirLimit(LimitPolicy policy) {
        int[] admitted = new int[40];
        for (int tries = 0; tries < 4_000; tries++) {
            int key = tries * 7 % admitted.length;
            admitted[key] += limiter.acquire(request(policy, key)) instanceof Decision.Allowed ? 1 : 0;
        }
        assertThat(admitted).containsOnly(2);
    }

    private static LimitRequest request(LimitPolicy policy, int key) {
        return LimitRequest.of(Limit.of(LimitKey.platform("test", "key " + key), policy));
    }
}
