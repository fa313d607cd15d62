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
            long end = System.nanoTime() + 60_000_000_000L;
            for (int copies = 0; copies < 10_000; ) {
                long coarse = clock.coarse();
                long now = clock.micros();
                if (coarse == LimitClock.UNKNOWN) {
                    // After a second there is no copy for a moment, until so much has been asked again.
                    assertThat(System.nanoTime() - end)
                            .as("time until there is a copy again")
                            .isNegative();
                } else {
                    assertThat(coarse).isLessThanOrEqualTo(now);
                    copies++;
                }
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
        while (clock.coarse() == LimitClock.UNKNOWN) {
            assertThat(System.nanoTime() - end).as("time until there is a copy").isNegative();
            clock.micros();
        }
    }
}
