package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.node.Resources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Leases that nobody could renew, each by the number of the mistake in the project's list of those of others. */
class OutageTest {
    /** As many as tenants have in a test's database. */
    private static final int CONNECTIONS = 8;

    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    @DisplayName("L5: leases that could not be renewed during an outage end live sessions")
    void extendsLeasesThatNobodyCouldRenew() {
        ComputeSession session = nodes.start();
        nodes.cycle();
        nodes.passInSilence(Duration.ofMinutes(20));

        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
        nodes.pass(Duration.ofMinutes(6));
        nodes.cycle();
        assertThat(nodes.claim(session).reason()).contains(EndReason.LEASE_EXPIRED);
    }

    @Test
    @DisplayName("L13: heartbeats cannot be written, and the collector ends the sessions they were for")
    void endsNoSessionWhoseHeartbeatItCouldNotWrite() {
        ComputeSession used = nodes.start();
        ComputeSession left = nodes.start();
        nodes.pass(Duration.ofMinutes(6));
        nodes.tenancy.superuser("revoke update on node_claims from atom_app");
        assertThatExceptionOfType(AtomException.class)
                .isThrownBy(() -> nodes.service.sessions().heartbeat(nodes.caller, used.id()));

        nodes.cycle();

        assertThat(nodes.phase(used)).isEqualTo(ClaimPhase.READY);
        assertThat(nodes.claim(left).reason()).contains(EndReason.LEASE_EXPIRED);
        nodes.pass(Duration.ofMinutes(6));
        nodes.cycle();
        assertThat(nodes.claim(used).reason()).contains(EndReason.LEASE_EXPIRED);
    }

    @Test
    @DisplayName("L13: no heartbeat gets through, and the collector goes on")
    void endsNoSessionWhileNoTenantGetsAConnection() throws InterruptedException {
        ComputeSession session = nodes.start();
        nodes.cycle();
        nodes.pass(Duration.ofMinutes(4));
        whileNoTenantGetsAConnection(() -> {
            for (int i = 0; i < 2; i++) {
                nodes.passInSilence(Duration.ofSeconds(55));
                assertThatCycleFails();
            }
        });

        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    /** They were held back while there was no connection for tenants, which is when there are any. */
    @Test
    @DisplayName("L13: heartbeats wait in one server, and the collector of another ends the sessions they were for")
    void writesHeartbeatsThatWaitForOtherServersWhileNoTenantGetsAConnection() throws InterruptedException {
        ComputeSession session = nodes.start();
        nodes.cycle();
        nodes.pass(Duration.ofMinutes(4));
        whileNoTenantGetsAConnection(() -> {
            assertThatExceptionOfType(AtomException.class)
                    .isThrownBy(() -> nodes.service.sessions().heartbeat(nodes.caller, session.id()));
            assertThatCycleFails();
        });
        nodes.pass(Duration.ofMinutes(4));

        try (NodeService another = nodes.another(Steps.NONE)) {
            another.loop().cycle();
        }

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    /** Nothing ended at all: a node ran, and cost, beyond its deadline for as long as the tenants' connections were taken. */
    @Test
    void endsWhatNoHeartbeatCouldKeepWhileNoTenantGetsAConnection() throws InterruptedException {
        Caller deleted = TenancyFixture.caller(nodes.tenant(Plan.FREE));
        ComputeSession ofDeleted =
                nodes.service.sessions().start(deleted, NewSession.of(ScriptedCloud.ID, NodeFixture.IMAGE));
        ComputeSession old = nodes.service
                .sessions()
                .start(
                        nodes.caller,
                        new NewSession(ScriptedCloud.ID, NodeFixture.IMAGE, Resources.SMALL, Duration.ofMinutes(7)));
        ComputeSession lapsed = nodes.start();
        ComputeSession idle = nodes.start();
        nodes.tenancy.superuser("update tenants set status = 'deleted' where id = '" + deleted.tenant() + "'");
        nodes.service.gateway().disconnected(nodes.caller.tenant(), idle.id());
        nodes.service.loop().due();
        nodes.pass(Duration.ofMinutes(8));

        whileNoTenantGetsAConnection(this::assertThatCycleFails);

        assertThat(nodes.service.sessions().get(nodes.caller, old.id()).endReason())
                .contains(EndReason.DEADLINE);
        assertThat(nodes.service.sessions().get(deleted, ofDeleted.id()).endReason())
                .contains(EndReason.TENANT_DELETED);
        assertThat(List.of(nodes.phase(lapsed), nodes.phase(idle))).containsOnly(ClaimPhase.READY);
        assertThat(nodes.tenancy.actions(nodes.caller.tenant())).contains("session.end");
    }

    @Test
    @DisplayName("L13: a viewer's return cannot be written, and the collector ends the session as idle")
    void endsNoSessionWhoseViewerIsBackWhileTheNoteOfItWaits() {
        ComputeSession session = nodes.start();
        ComputeSession left = nodes.start();
        nodes.service.gateway().disconnected(nodes.caller.tenant(), session.id());
        nodes.service.gateway().disconnected(nodes.caller.tenant(), left.id());
        nodes.cycle();
        nodes.pass(Duration.ofSeconds(85));
        nodes.tenancy.superuser("revoke update on node_claims from atom_app");
        nodes.service.gateway().connected(nodes.caller.tenant(), session.id());
        nodes.pass(Duration.ofSeconds(10));

        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
        assertThat(nodes.claim(left).reason()).contains(EndReason.IDLE);
    }

    /** Nor does a note of it that was written once call off the linger of another time. */
    @Test
    void endsASessionAfterItsLingerAlthoughItsViewerWasBackInBetween() {
        ComputeSession session = nodes.start();
        nodes.service.gateway().connected(nodes.caller.tenant(), session.id());
        nodes.service.gateway().disconnected(nodes.caller.tenant(), session.id());
        nodes.cycle();
        nodes.cycle();
        nodes.pass(Duration.ofSeconds(95));

        nodes.cycle();

        assertThat(nodes.claim(session).reason()).contains(EndReason.IDLE);
    }

    private void assertThatCycleFails() {
        assertThatExceptionOfType(AtomException.class)
                .isThrownBy(() -> nodes.service.loop().cycle())
                .extracting(AtomException::code)
                .isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private void whileNoTenantGetsAConnection(Runnable work) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                CountDownLatch taken = new CountDownLatch(1);
                threads.execute(
                        () -> nodes.tenancy.database.database().tenants().withoutTenant(handle -> {
                            taken.countDown();
                            return awaited(over);
                        }));
                assertThat(awaited(taken)).isTrue();
            }
            work.run();
        } finally {
            over.countDown();
            threads.shutdown();
            boolean unused = threads.awaitTermination(60, TimeUnit.SECONDS);
        }
    }

    private static boolean awaited(CountDownLatch event) {
        try {
            return event.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    @DisplayName("L13: the collector could not write either, and says that it looked after the leases")
    void saysThatItLookedAfterLeasesOnlyWhenItCouldEndThem() {
        ComputeSession session = nodes.start();
        nodes.cycle();
        nodes.passInSilence(Duration.ofMinutes(20));
        nodes.tenancy.superuser("alter table node_claims rename column idle_until to mislaid");
        assertThatExceptionOfType(AtomException.class)
                .isThrownBy(() -> nodes.service.loop().cycle());
        nodes.tenancy.superuser("alter table node_claims rename column mislaid to idle_until");

        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }
}
