package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitPolicyTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aWindowsBoundIsItsLimitForEachOfItsLengthsBegun() {
        SlidingWindow plan = SlidingWindow.of("plan", 60, MINUTE);
        assertThat(plan.bound(Duration.ofNanos(1))).isEqualTo(60);
        assertThat(plan.bound(MINUTE)).isEqualTo(60);
        assertThat(plan.bound(MINUTE.plusNanos(1_000))).isEqualTo(120);
        assertThat(plan.bound(Duration.ofHours(1))).isEqualTo(3_600);
        assertThat(plan.bound(Duration.ofSeconds(Long.MAX_VALUE))).isPositive();
    }

    @Test
    void aBucketsBoundIsItsBurstAndWhatFlows() {
        assertThat(bucket(60, 60).bound(MINUTE)).isEqualTo(119);
        assertThat(bucket(60, 30).bound(MINUTE)).isEqualTo(89);
        assertThat(bucket(60, 10).bound(MINUTE)).isEqualTo(69);
        assertThat(bucket(60, 1).bound(MINUTE)).isEqualTo(60);
        assertThat(bucket(60, 5).bound(Duration.ofNanos(1))).isEqualTo(5);
        assertThat(bucket(60, 5).bound(Duration.ofSeconds(Long.MAX_VALUE))).isPositive();
    }

    @Test
    void aBucketIsNeverFasterThanItsLimit() {
        assertThat(bucket(7, 1).interval()).isEqualTo(Duration.ofNanos(8_571_429_000L));
        assertThat(TokenBucket.of("b", 600_000, Duration.ofSeconds(1), 1).interval())
                .isEqualTo(Duration.ofNanos(2_000));
    }

    @Test
    void sharesAreRoundedDownButNeverNothing() {
        assertThat(SlidingWindow.of("plan", 100, MINUTE).share(3)).isEqualTo(SlidingWindow.of("plan", 33, MINUTE));
        assertThat(Concurrency.of("streams", 2, MINUTE).share(5)).isEqualTo(Concurrency.of("streams", 1, MINUTE));
        assertThat(bucket(60, 9).share(4)).isEqualTo(bucket(15, 2));
    }

    @Test
    void refusesNumbersThatCannotBeCounted() {
        assertThatIllegalArgumentException().isThrownBy(() -> SlidingWindow.of("plan", 0, MINUTE));
        assertThatIllegalArgumentException().isThrownBy(() -> SlidingWindow.of("plan", 1L << 31, MINUTE));
        assertThatIllegalArgumentException().isThrownBy(() -> SlidingWindow.of("plan", 1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> SlidingWindow.of("plan", 1, Duration.ofDays(367)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SlidingWindow.of("plan", 1, Duration.ofSeconds(Long.MAX_VALUE)));
        assertThatIllegalArgumentException().isThrownBy(() -> bucket(60, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenBucket.of("b", 2_000_000, Duration.ofSeconds(1), 1))
                .withMessageContaining("one unit a microsecond");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenBucket.of("b", 1, Duration.ofDays(366), Integer.MAX_VALUE))
                .withMessageContaining("to refill");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SlidingWindow.of("plan", 1, MINUTE).bound(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SlidingWindow.of("plan", 1, MINUTE).share(0));
    }

    @Test
    void refusesNamesThatCouldNotStandInAHeader() {
        for (String name : new String[] {"", "Plan", "-plan", "a b", "a\"b", "a\r\nb", "é", "x".repeat(65)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> SlidingWindow.of(name, 1, MINUTE));
        }
    }

    @Test
    void policiesAreValues() {
        assertThat(bucket(60, 5)).isEqualTo(bucket(60, 5)).hasSameHashCodeAs(bucket(60, 5));
        assertThat(bucket(60, 5)).isNotEqualTo(bucket(60, 6));
        assertThat(SlidingWindow.of("a", 1, MINUTE)).isNotEqualTo(Concurrency.of("a", 1, MINUTE));
    }

    private static TokenBucket bucket(long limit, long burst) {
        return TokenBucket.of("b", limit, MINUTE, burst);
    }
}
