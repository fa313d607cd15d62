package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitClockTest {
    @Test
    void goesOnThroughTheOverflowOfNanoseconds() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_500);
        LimitClock clock = new LimitClock(nanos::get, false);
        assertThat(clock.micros()).isZero();
        nanos.addAndGet(1_000);
        assertThat(clock.micros()).isEqualTo(1);
        nanos.addAndGet(1_000);
        assertThat(nanos.get()).isNegative();
        assertThat(clock.micros()).isEqualTo(2);
    }

    @Test
    void copiesTheTimeOnlyWhileItIsAskedForAllTheTime() {
        LimitClock clock = new LimitClock(System::nanoTime, true);
        try {
            assertThat(clock.coarse()).isEqualTo(LimitClock.UNKNOWN);
            assertThat(clock.micros()).isNotNegative();
            assertThat(clock.coarse()).isEqualTo(LimitClock.UNKNOWN);
            askUntilCopied(clock);
            for (int tries = 0; tries < 10_000; tries++) {
                long coarse = clock.coarse();
                assertThat(coarse).isLessThanOrEqualTo(clock.micros());
            }
        } finally {
            clock.close();
        }
        assertThat(clock.coarse()).as("no copy is left that nobody renews").isEqualTo(LimitClock.UNKNOWN);
    }

    @Test
    void aClosedClockStillTellsTheTimeAndStartsNoThread() {
        LimitClock clock = new LimitClock(System::nanoTime, true);
        clock.close();
        clock.close();
        for (int calls = 0; calls < 100_000; calls++) {
            assertThat(clock.micros() >= 0).isTrue();
        }
        assertThat(clock.coarse()).isEqualTo(LimitClock.UNKNOWN);
    }

    @Test
    void aClockThatItWasGivenIsNeverCopied() {
        LimitClock clock = new LimitClock(() -> 0, false);
        for (int calls = 0; calls < 100_000; calls++) {
            assertThat(clock.micros()).isZero();
        }
        assertThat(clock.coarse()).isEqualTo(LimitClock.UNKNOWN);
    }

    private static void askUntilCopied(LimitClock clock) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (clock.coarse() == LimitClock.UNKNOWN && System.nanoTime() - end < 0) {
            clock.micros();
        }
        assertThat(clock.coarse()).isNotEqualTo(LimitClock.UNKNOWN);
    }
}
