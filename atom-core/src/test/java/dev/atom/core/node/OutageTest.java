package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.atom.spi.AtomException;
import java.time.Duration;
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
            for (int i = 0; i < 2; i++) {
                nodes.passInSilence(Duration.ofSeconds(55));
                assertThatExceptionOfType(AtomException.class)
                        .isThrownBy(() -> nodes.service.loop().cycle());
            }
        } finally {
            over.countDown();
            threads.shutdown();
        }

        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
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
