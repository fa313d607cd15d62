package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.node.NodeRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing rests on whose turn it is: two instances that reconcile the same nodes at once do no harm. */
class TwoReconcilersTest {
    private static final int SESSIONS = 20;

    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void doNoHarmAtOnce() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> reconcilers = new ArrayList<>();
        List<ComputeSession> kept = new ArrayList<>();
        try (NodeService other = nodes.another(Steps.NONE)) {
            for (NodeService each : List.of(nodes.service, other)) {
                reconcilers.add(threads.submit(() -> {
                    while (!over.get()) {
                        each.loop().due();
                        each.cleanupOrphanedNodes(ReconcileMode.ENFORCE);
                    }
                }));
            }
            for (int i = 0; i < SESSIONS; i++) {
                nodes.cloud.script(i % 4);
                ComputeSession session = nodes.start();
                if (i % 2 == 0) {
                    nodes.end(session);
                } else {
                    kept.add(session);
                }
            }
        } finally {
            over.set(true);
            for (Future<?> reconciler : reconcilers) {
                reconciler.get();
            }
            threads.shutdown();
        }
        nodes.cloud.script(0);
        nodes.cloud.land();
        for (int i = 0; i < 4; i++) {
            nodes.pass(Duration.ofMinutes(3));
            kept.forEach(session -> nodes.service.sessions().heartbeat(nodes.caller, session.id()));
            nodes.cycle();
        }

        assertThat(nodes.cloud.claims())
                .containsExactlyInAnyOrderElementsOf(
                        kept.stream().map(session -> session.claim().id()).toList());
        List<NodeRef> own = kept.stream()
                .map(session -> nodes.claim(session).node().orElseThrow())
                .toList();
        assertThat(nodes.cloud.destroyed).doesNotContainAnyElementsOf(own);
    }

    @Test
    void takeTurnsSoThatTheProviderIsAskedOnce() {
        try (NodeService other = nodes.another(Steps.NONE)) {
            nodes.service.loop().cycle();
            other.loop().cycle();
            nodes.service.loop().cycle();

            assertThat(nodes.cloud.lists).isEqualTo(2);
            nodes.pass(Duration.ofMinutes(2));
            other.loop().cycle();
            assertThat(nodes.cloud.lists).isEqualTo(3);
        }
    }
}
