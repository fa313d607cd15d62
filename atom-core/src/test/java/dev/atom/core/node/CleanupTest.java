package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cycles that somebody asks for, beside those that the clock does. */
class CleanupTest {
    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    /** Each call was a cycle of its own with a cap of its own: ten in a minute took the fleet. */
    @Test
    void sharesTheCapAmongAllWhoAskForCyclesAtOnce() {
        for (int i = 0; i < 8; i++) {
            nodes.orphan();
        }
        nodes.cycle();
        nodes.pass(NodeFixture.LONGER_THAN_A_CREATE);
        assertThat(nodes.report(ReconcileMode.ENFORCE).heldBack()).isEqualTo(5);

        try (NodeService another = nodes.another(Steps.NONE)) {
            assertThat(another.cleanupOrphanedNodes(ReconcileMode.ENFORCE)
                            .get(0)
                            .heldBack())
                    .isEqualTo(5);
        }
        assertThat(nodes.report(ReconcileMode.ENFORCE).heldBack()).isEqualTo(5);
        assertThat(nodes.cloud.nodes()).hasSize(5);

        nodes.anotherCyclesTime();
        assertThat(nodes.report(ReconcileMode.ENFORCE).heldBack()).isEqualTo(2);
    }

    /** They queued on a monitor, each with a thread of a request. */
    @Test
    void refusesACycleWhileAnotherOneIsUnderWay() {
        AtomicReference<NodeService> service = new AtomicReference<>();
        List<ErrorCode> refusals = new ArrayList<>();
        service.set(nodes.another(step -> {
            if (step == Step.AFTER_LIST) {
                refusals.add(CompletableFuture.supplyAsync(() -> refusal(service.get()))
                        .join());
            }
        }));
        try (NodeService asked = service.get()) {
            assertThat(asked.cleanupOrphanedNodes(ReconcileMode.DRY_RUN)).hasSize(1);
        }
        assertThat(refusals).containsExactly(ErrorCode.RATE_LIMITED);
    }

    /** A call held every provider's lock through the list of the slowest, and was refused unless all of them were idle. */
    @Test
    void goesOverEachProviderThatNoOtherCycleIsAt() throws InterruptedException {
        ScriptedCloud other = new ScriptedCloud("other");
        CountDownLatch listing = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        nodes.cloud.onList = () -> {
            listing.countDown();
            awaited(over);
        };
        try (NodeService service = nodes.another(NodeTimes.DEFAULT, Steps.NONE, nodes.cloud, other)) {
            CompletableFuture<List<ReconcileReport>> slow =
                    CompletableFuture.supplyAsync(() -> service.cleanupOrphanedNodes(ReconcileMode.DRY_RUN));
            assertThat(listing.await(60, TimeUnit.SECONDS)).isTrue();

            List<ReconcileReport> reports = service.cleanupOrphanedNodes(ReconcileMode.ENFORCE);
            over.countDown();

            assertThat(reports)
                    .extracting(ReconcileReport::provider, ReconcileReport::succeeded)
                    .containsExactly(tuple(ScriptedCloud.ID, false), tuple("other", true));
            assertThat(reports.get(0).problem())
                    .hasValueSatisfying(why -> assertThat(why).contains("under way"));
            assertThat(slow.join()).hasSize(2).allMatch(ReconcileReport::succeeded);
        } finally {
            over.countDown();
        }
    }

    private static void awaited(CountDownLatch event) {
        try {
            assertThat(event.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ErrorCode refusal(NodeService service) {
        return catchThrowableOfType(AtomException.class, () -> service.cleanupOrphanedNodes(ReconcileMode.ENFORCE))
                .code();
    }

    @Test
    void putsOnRecordWhoAskedForACycleThatActs() {
        nodes.service.cleanupOrphanedNodes(nodes.caller, ReconcileMode.DRY_RUN);
        assertThat(nodes.tenancy.actions(nodes.caller.tenant())).doesNotContain("node.cleanup");
        nodes.service.cleanupOrphanedNodes(
                Caller.process(TenantId.PLATFORM, "somebody at a terminal"), ReconcileMode.ENFORCE);

        assertThat(nodes.tenancy
                        .audit
                        .list(Caller.process(TenantId.PLATFORM, "test"), PageRequest.first())
                        .items())
                .filteredOn(entry -> entry.action().equals("node.cleanup"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.toString()).contains("somebody at a terminal"));
    }

    /** A node that would not go left a row in every cycle for ever. */
    @Test
    void writesADecisionThatStandsOnce() {
        nodes.orphan();
        nodes.cycle();
        nodes.pass(NodeFixture.LONGER_THAN_A_CREATE);
        nodes.cloud.blockedDestroys = 10;
        for (int i = 0; i < 5; i++) {
            nodes.cycle();
        }

        assertThat(nodes.cloud.destroys).isEqualTo(5);
        assertThat(nodes.decisions(Decision.Kind.DESTROY_ORPHAN)).isEqualTo(1);
    }
}
