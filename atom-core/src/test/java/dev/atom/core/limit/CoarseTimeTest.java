package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is decided by a time that has been is what the present decides, or a refusal. */
class CoarseTimeTest {
    private static final long HASH = 77;
    private static final TokenBucket LARGE = TokenBucket.of("large", 1_000_000, Duration.ofSeconds(1), 60_000_000);
    private static final SlidingWindow DAILY = SlidingWindow.of("daily", 1_000_000, Duration.ofDays(1));

    private final ManualNanos clock = new ManualNanos(0);
    private final LimitClock time = new LimitClock(clock, false);
    private final BucketTable buckets = new BucketTable(4, time, new Turnstiles());
    private final BucketTable exactBuckets = new BucketTable(4, time, new Turnstiles());
    private final WindowTable windows = new WindowTable(4, time, new Turnstiles());
    private final WindowTable exactWindows = new WindowTable(4, time, new Turnstiles());
    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void anAdmissionByAnOldTimeIsTheOneThePresentMakes() {
        int byOldTime = 0;
        for (int round = 0; round < 20_000; round++) {
            long units = 1 + random.nextLong(30_000);
            long age = random.nextLong(BucketTable.HORIZON_MICROS);
            long coarse = Math.max(0, time.micros() - age);
            long taken = buckets.tryAt(coarse, HASH, units, LARGE);
            if (Taken.is(taken)) {
                byOldTime++;
                assertThat(Taken.is(exactBuckets.take(HASH, units, LARGE))).isTrue();
            } else if (taken == Taken.UNDECIDED) {
                assertThat(Taken.is(buckets.take(HASH, units, LARGE)))
                        .isEqualTo(Taken.is(exactBuckets.take(HASH, units, LARGE)));
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
            long coarse = Math.max(0, time.micros() - random.nextLong(BucketTable.HORIZON_MICROS));
            long taken = windows.tryAt(coarse, HASH, units, DAILY);
            if (Taken.is(taken)) {
                byOldTime++;
                assertThat(exactWindows.take(HASH, units, DAILY)).isEqualTo(taken);
            } else if (taken == Taken.UNDECIDED) {
                assertThat(windows.take(HASH, units, DAILY)).isEqualTo(exactWindows.take(HASH, units, DAILY));
            }
            assertThat(remaining(windows)).isEqualTo(remaining(exactWindows));
            clock.advance(Duration.ofMillis(random.nextLong(60_000)));
        }
        assertThat(byOldTime).isPositive();
    }

    @Test
    void aBucketThatMayBeFullByNowIsNeverDecidedByAnOldTime() {
        buckets.take(HASH, 9_000_000, LARGE);
        assertThat(buckets.tryAt(0, HASH, 1, LARGE)).isEqualTo(Taken.UNDECIDED);
        buckets.take(HASH, 2_000_000, LARGE);
        assertThat(Taken.is(buckets.tryAt(0, HASH, 1, LARGE))).isTrue();
    }

    @Test
    void aRefusalThatMayBeOverByNowIsNot() {
        TokenBucket slow = TokenBucket.of("slow", 100, Duration.ofSeconds(1), 1);
        buckets.take(HASH, 1, slow);
        assertThat(buckets.tryAt(0, HASH, 1, slow)).isEqualTo(Taken.EXHAUSTED);
        assertThat(buckets.tryAt(8_000, HASH, 1, slow)).isEqualTo(Taken.UNDECIDED);
        SlidingWindow strict = SlidingWindow.of("strict", 1, Duration.ofSeconds(1));
        windows.take(HASH, 1, strict);
        assertThat(windows.tryAt(0, HASH, 1, strict)).isEqualTo(Taken.EXHAUSTED);
        assertThat(windows.tryAt(15_000, HASH, 1, strict)).isEqualTo(Taken.UNDECIDED);
    }

    @Test
    void nothingIsKnownOfAKeyThatWasNeverSeen() {
        assertThat(buckets.tryAt(0, HASH, 1, LARGE)).isEqualTo(Taken.UNDECIDED);
        assertThat(windows.tryAt(0, HASH, 1, DAILY)).isEqualTo(Taken.UNDECIDED);
    }

    private long remaining(BucketTable table) {
        return table.state(time.micros(), HASH, 1, Limit.of(LimitKey.platform("test", ""), LARGE), LARGE)
                .remaining();
    }

    private long remaining(WindowTable table) {
        return table.state(time.micros(), HASH, 1, Limit.of(LimitKey.platform("test", ""), DAILY), DAILY)
                .remaining();
    }
}
