package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class NodeLoopTest {
    private static final NodeTimes OFTEN = new NodeTimes(
            Duration.ofMinutes(5), Duration.ofSeconds(90), Duration.ofMillis(100), Duration.ofSeconds(30));

    /** One error, such as a class that a plugin lacks, ended the work in the background for good and in silence. */
    @Test
    void goesOnAfterAnError() throws InterruptedException {
        CountDownLatch again = new CountDownLatch(3);
        AtomicBoolean broken = new AtomicBoolean();
        Steps breaks = step -> {
            if (step == Step.AFTER_LIST) {
                again.countDown();
                if (broken.compareAndSet(false, true)) {
                    throw new NoClassDefFoundError("acme/Cloud");
                }
            }
        };
        try (NodeFixture nodes = new NodeFixture();
                NodeService service = nodes.another(
                        new NodeSettings(List.of(), Optional.of(NodeFixture.OWNER), OFTEN, OrphanCap.DEFAULT),
                        breaks)) {
            service.start();

            assertThat(again.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
