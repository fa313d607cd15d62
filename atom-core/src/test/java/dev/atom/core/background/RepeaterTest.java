package dev.atom.core.background;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RepeaterTest {
    private static final Duration MILLI = Duration.ofMillis(1);

    @Test
    void workThatFailsWithAnErrorIsDoneAgain() throws InterruptedException {
        CountDownLatch thrice = new CountDownLatch(3);

        try (Repeater repeater = new Repeater("test")) {
            repeater.every(Duration.ZERO, MILLI, () -> {
                thrice.countDown();
                throw new StackOverflowError("made by the test");
            });

            assertThat(thrice.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theCloseWaitsForWhatIsUnderWayAndNothingBeginsAfterIt() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean closing = new AtomicBoolean();
        AtomicInteger done = new AtomicInteger();
        Repeater repeater = new Repeater("test");
        repeater.every(Duration.ZERO, MILLI, () -> {
            begun.countDown();
            while (!closing.get()) {
                Thread.onSpinWait();
            }
            done.incrementAndGet();
        });
        begun.await();

        closing.set(true);
        repeater.close();

        int whenClosed = done.get();
        assertThat(whenClosed).isPositive();
        repeater.close();
        assertThat(done).hasValue(whenClosed);
    }
}
