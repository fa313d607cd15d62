package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is decided by a time that has been is what the present decides, or a refusal. */
class CoarseTimeTest {
    private static final LimitKey KEY = LimitKey.platform("test", "");
    private static final TokenBucket LARGE = TokenBucket.of("large", 1_000_000, Duration.ofSeconds(1), 60_000_000);
    private static final SlidingWindow DAILY = SlidingWindow.of("daily", 1_000_000, Duration.ofDays(1));

    private final ManualNanos clock = new ManualNanos(0);
    private final LimitClock time = new LimitClock(clock, false);
    private final BucketTable buckets = new BucketTable(4, time, new Turnstiles());
    private final BucketTable exactBuckets = new BucketTable(4, time, new Turnstiles());
    private final WindowTable windows = new WindowTable(4, time, new Turnstiles());
    private final WindowTable exactWindows = new WindowTable(4, time, new Turnstiles());
    private final LocalRateLimiter limiter =
            LocalRateLimiter.builder().clock(clock).build();
    private final SplittableRandom random = new SplittableRandom(5);

    @AfterEach
    void close() {
        limiter.close();
    }

    @Test
    void anAdmissionByAnOldTimeIsTheOneThePresentMakes() {
        int byOldTime = 0;
        for (int round = 0; round < 20_000; round++) {
            long units = 1 + random.nextLong(30_000);
            long age = random.nextLong(ReadyLimit.HORIZON_MICROS);
            long coarse = Math.max(0, time.micros() - age);
            long taken = tryAt(coarse, units, LARGE);
            if (Taken.is(taken)) {
                byOldTime++;
                assertThat(Taken.is(exactBuckets.take(hash(LARGE), units, LARGE)))
                        .isTrue();
            } else if (taken == Taken.UNDECIDED) {
                assertThat(Taken.is(buckets.take(hash(LARGE), units, LARGE)))
                        .isEqualTo(Taken.is(exactBuckets.take(hash(LARGE), units, LARGE)));
            }
            assertThat(remaining(buckets)).isEqualTo(remaining(exactBuckets));
            clock.advance(Duration.ofNanos(random.nextLong(20_000_000)));
        }
        assertThat(byOldTime).isPositive();
    }

    @Test
    void soIsOneOfALongWindow() {
        int byOldTime = 0;
        for (int round = 0; round < 20_000; round++) {
            long units = 1 + random.nextLong(3_000);
            long coarse = Math.max(0, time.micros() - random.nextLong(ReadyLimit.HORIZON_MICROS));
            long taken = tryAt(coarse, units, DAILY);
            if (Taken.is(taken)) {
                byOldTime++;
                assertThat(exactWindows.take(hash(DAILY), units, DAILY)).isEqualTo(taken);
            } else if (taken == Taken.UNDECIDED) {
                assertThat(windows.take(hash(DAILY), units, DAILY))
                        .isEqualTo(exactWindows.take(hash(DAILY), units, DAILY));
            }
            assertThat(remaining(windows)).isEqualTo(remaining(exactWindows));
            clock.advance(Duration.ofMillis(random.nextLong(60_000)));
        }
        assertThat(byOldTime).isPositive();
    }

    @Test
    void aBucketThatMayBeFullByNowIsNeverDecidedByAnOldTime() {
        buckets.take(hash(LARGE), 9_000_000, LARGE);
        assertThat(tryAt(0, 1, LARGE)).isEqualTo(Taken.UNDECIDED);
        buckets.take(hash(LARGE), 2_000_000, LARGE);
        assertThat(Taken.is(tryAt(0, 1, LARGE))).isTrue();
    }

    @Test
    void aRefusalThatMayBeOverByNowIsNot() {
        TokenBucket slow = TokenBucket.of("slow", 100, Duration.ofSeconds(1), 1);
        buckets.take(hash(slow), 1, slow);
        assertThat(tryAt(0, 1, slow)).isEqualTo(Taken.EXHAUSTED);
        assertThat(tryAt(8_000, 1, slow)).isEqualTo(Taken.UNDECIDED);
        SlidingWindow strict = SlidingWindow.of("strict", 1, Duration.ofSeconds(1));
        windows.take(hash(strict), 1, strict);
        assertThat(tryAt(0, 1, strict)).isEqualTo(Taken.EXHAUSTED);
        assertThat(tryAt(15_000, 1, strict)).isEqualTo(Taken.UNDECIDED);
    }

    @Test
    void nothingIsKnownOfAKeyThatWasNeverSeen() {
        assertThat(tryAt(0, 1, LARGE)).isEqualTo(Taken.UNDECIDED);
        assertThat(tryAt(0, 1, DAILY)).isEqualTo(Taken.UNDECIDED);
    }

    @Test
    void aKeyThatGaveItsPlaceToAnotherIsNotMistakenForIt() {
        TokenBucket slow = TokenBucket.of("slow", 1, Duration.ofMinutes(1), 1);
        ReadyLimit ready = ready(1, slow);
        buckets.take(hash(slow), 1, slow);
        assertThat(ready.tryAt(0))
                .as("it looks for its cell, unless that is the one it begins with")
                .isIn(Taken.UNDECIDED, Taken.EXHAUSTED);
        assertThat(ready.tryAt(0)).as("it has looked for its cell").isEqualTo(Taken.EXHAUSTED);
        clock.advance(Duration.ofHours(1));
        fillEveryCell(slow);
        assertThat(ready.tryAt(time.micros())).isEqualTo(Taken.UNDECIDED);
    }

    private void fillEveryCell(TokenBucket policy) {
        for (long place = 0; place < 16; place++) {
            for (long other = 1; other <= 32; other++) {
                buckets.take(place << 60 | other, 1, policy);
            }
        }
    }

    private long tryAt(long coarse, long units, LimitPolicy policy) {
        return ready(units, policy).tryAt(coarse);
    }

    private ReadyLimit ready(long units, LimitPolicy policy) {
        LocalAllowed allowed = new LocalAllowed(limiter, LimitRequest.of(Limit.of(KEY, policy), units));
        return policy instanceof TokenBucket bucket
                ? buckets.ready(allowed, bucket)
                : windows.ready(allowed, (CountedWindow) policy);
    }

    private static long hash(LimitPolicy policy) {
        return LimitRequest.of(Limit.of(KEY, policy)).hash();
    }

    private long remaining(BucketTable table) {
        return table.state(time.micros(), hash(LARGE), 1, Limit.of(KEY, LARGE), LARGE)
                .remaining();
    }

    private long remaining(WindowTable table) {
        return table.state(time.micros(), hash(DAILY), 1, Limit.of(KEY, DAILY), DAILY)
                .remaining();
    }
}
