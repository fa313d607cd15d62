package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NodeLoopTest {
    private static final NodeTimes OFTEN = new NodeTimes(
            Duration.ofMinutes(5), Duration.ofSeconds(90), Duration.ofMillis(100), Duration.ofSeconds(30));

    /** Leases are extended when nobody has looked after them for four cycles: no pause of the machine lasts that long. */
    private static final NodeTimes UNHURRIED =
            new NodeTimes(Duration.ofMinutes(5), Duration.ofSeconds(90), Duration.ofSeconds(2), Duration.ofSeconds(30));

    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    private static boolean comes(CountDownLatch event) throws InterruptedException {
        return event.await(60, TimeUnit.SECONDS);
    }

    /** The cloud's lists do not come until whoever waits is interrupted; says when one was asked for. */
    private CountDownLatch listForEver() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        nodes.cloud.onList = () -> {
            asked.countDown();
            try {
                never.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        };
        return asked;
    }

    private static Steps counting(Step step, CountDownLatch event) {
        return at -> {
            if (at == step) {
                event.countDown();
            }
        };
    }

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
        try (NodeService service = nodes.another(OFTEN, breaks, nodes.cloud)) {
            service.start();

            assertThat(comes(again)).isTrue();
        }
    }

    /** Nothing ended during a list of a hundred pages, and after it the silence was taken for an outage: leases were extended. */
    @Test
    void endsASessionWhoseLeaseLapsesDuringALongList() throws InterruptedException {
        ComputeSession session = nodes.start();
        CountDownLatch ended = new CountDownLatch(1);
        try (NodeService service = nodes.another(UNHURRIED, counting(Step.BEFORE_DESTROY, ended), nodes.cloud)) {
            service.loop().cycle();
            CountDownLatch listing = listForEver();
            service.start();
            assertThat(comes(listing)).isTrue();
            nodes.pass(Duration.ofMinutes(6));

            assertThat(comes(ended)).isTrue();

            assertThat(nodes.claim(session).reason()).contains(EndReason.LEASE_EXPIRED);
        }
    }

    @Test
    @DisplayName("L16: the collector starves the controller")
    void destroysDuringALongList() throws InterruptedException {
        ComputeSession session = nodes.start();
        CountDownLatch listing = listForEver();
        CountDownLatch gone = new CountDownLatch(1);
        try (NodeService service = nodes.another(OFTEN, counting(Step.AFTER_GONE, gone), nodes.cloud)) {
            service.start();
            assertThat(comes(listing)).isTrue();
            nodes.cloud.blockedDestroys = 1;
            assertThat(nodes.end(session).claim().phase()).isEqualTo(ClaimPhase.TERMINATING);
            nodes.pass(Duration.ofMinutes(6));

            assertThat(comes(gone)).isTrue();

            assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);
        }
    }

    /** Providers took turns: a hundred pages of one kept the others waiting for a hundred seconds. */
    @Test
    void reconcilesOneProviderDuringALongListOfAnother() throws InterruptedException {
        CountDownLatch listing = listForEver();
        CountDownLatch thrice = new CountDownLatch(3);
        ScriptedCloud other = new ScriptedCloud("other");
        other.onList = thrice::countDown;
        try (NodeService service = nodes.another(OFTEN, Steps.NONE, nodes.cloud, other)) {
            service.start();
            assertThat(comes(listing)).isTrue();

            assertThat(comes(thrice)).isTrue();
        }
    }
}
