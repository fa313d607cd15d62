package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.GatewayLook;
import dev.atom.spi.node.GatewayLook.Seen;
import dev.atom.spi.node.GatewayLook.Unavailable;
import dev.atom.spi.node.Reason;
import dev.atom.spi.node.SessionGateway;
import dev.atom.spi.node.SessionId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GatewayPollerTest {
    private static final GatewayLook AWAY = new Unavailable(new Reason(Reason.Kind.UNREACHABLE, "the gateway is away"));

    private final NodeFixture nodes = new NodeFixture();
    private final Script gateway = new Script();
    private final GatewayPoller poller = nodes.service.poller(gateway, GatewayPolls.DEFAULT);
    private final ComputeSession used = nodes.start();
    private final ComputeSession other = nodes.start();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void keepsASessionWithoutHeartbeatsWhileSomebodyIsConnected() {
        answers(used, other);
        passInPolls(Duration.ofMinutes(20));

        assertThat(List.of(nodes.phase(used), nodes.phase(other))).containsOnly(ClaimPhase.READY);
    }

    @Test
    void endsASessionWhoseConnectionIsMissingFromThreeCompleteAnswersAfterTheLinger() {
        answers(used, other);
        poll();
        answers(other);
        poll();
        poll();
        passInPolls(Duration.ofMinutes(2));

        assertThat(ended(used)).isEqualTo(EndReason.IDLE);
        assertThat(nodes.phase(other)).isEqualTo(ClaimPhase.READY);
        assertThat(nodes.meters
                        .counter("atom.gateway.closed", "gateway", "desks")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void startsToCountAnewWhenTheConnectionIsThereAgain() {
        for (int round = 0; round < 20; round++) {
            answers(used, other);
            poll();
            answers(other);
            poll();
            poll();
        }

        assertThat(nodes.phase(used)).isEqualTo(ClaimPhase.READY);
    }

    @Test
    void callsTheEndOffWhenSomebodyComesBackDuringTheLinger() {
        answers(used, other);
        poll();
        answers(other);
        for (int i = 0; i < 4; i++) {
            poll();
        }
        answers(used, other);
        passInPolls(Duration.ofMinutes(3));

        assertThat(nodes.phase(used)).isEqualTo(ClaimPhase.READY);
    }

    @Test
    void endsNoSessionBecauseTheGatewayDoesNotAnswerForHours() {
        answers(used);
        poll();
        gateway.next = () -> AWAY;
        nodes.service.sessions().end(nodes.caller, other.id());
        passInPolls(Duration.ofMinutes(50));

        assertThat(nodes.phase(used)).isEqualTo(ClaimPhase.READY);
        assertThat(nodes.meters
                        .counter("atom.gateway.polls", "gateway", "desks", "outcome", "failed")
                        .count())
                .isGreaterThan(90);
    }

    @Test
    void endsNoSessionBecauseAnswersAreIncomplete() {
        answers(used, other);
        poll();
        gateway.next = () -> new Seen(Set.of(other.id()), false);
        passInPolls(Duration.ofMinutes(50));

        assertThat(nodes.phase(used)).isEqualTo(ClaimPhase.READY);
    }

    @Test
    void endsNoSessionBecauseThePluginFails() {
        answers(used);
        poll();
        gateway.next = () -> {
            throw new IllegalStateException("a fault of the plugin");
        };
        passInPolls(Duration.ofMinutes(20));

        assertThat(nodes.phase(used)).isEqualTo(ClaimPhase.READY);
    }

    /** An empty list has been a mistake before (L3): it closes nothing, it only stops to renew. */
    @Test
    void leavesItToTheLeaseWhenAnAnswerHasNobodyAtAll() {
        answers(used, other);
        poll();
        answers();
        passInPolls(Duration.ofMinutes(3));
        assertThat(nodes.phase(used)).isEqualTo(ClaimPhase.READY);

        passInPolls(Duration.ofMinutes(4));

        assertThat(ended(used)).isEqualTo(EndReason.LEASE_EXPIRED);
        assertThat(nodes.meters
                        .counter("atom.gateway.closed", "gateway", "desks")
                        .count())
                .isZero();
    }

    @Test
    void leavesAloneWhatItHasNeverSeenConnected() {
        answers(used);
        for (int i = 0; i < 20; i++) {
            poll();
            nodes.service.sessions().heartbeat(nodes.caller, other.id());
        }

        assertThat(nodes.phase(other)).isEqualTo(ClaimPhase.READY);
        assertThat(nodes.claim(other).leaseUntil()).isAfter(java.time.Instant.now());
    }

    @Test
    void hasNothingToSayOfSessionsThatAreOverOrThatNobodyKnows() {
        nodes.end(other);
        Set<SessionId> all = new HashSet<>(Set.of(used.id(), other.id(), new SessionId(UUID.randomUUID())));
        gateway.next = () -> new Seen(all, true);
        passInPolls(Duration.ofMinutes(2));

        assertThat(nodes.phase(used)).isEqualTo(ClaimPhase.READY);
        assertThat(nodes.phase(other)).isEqualTo(ClaimPhase.TERMINATED);
    }

    @Test
    void endsAtItsDeadlineWhateverTheGatewaySays() {
        answers(used);
        passInPolls(Duration.ofMinutes(61));

        assertThat(ended(used)).isEqualTo(EndReason.DEADLINE);
    }

    @Test
    void asksByItselfUntilItIsClosed() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        gateway.next = () -> {
            asked.countDown();
            return new Seen(Set.of(used.id()), true);
        };
        try (GatewayWatch watch = nodes.service.watch(gateway, new GatewayPolls(Duration.ofSeconds(1), 2))) {
            asked.await();
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void asksAgainAfterAPluginBrokeDown() throws Exception {
        CountDownLatch asked = new CountDownLatch(3);
        gateway.next = () -> {
            asked.countDown();
            throw new StackOverflowError("a faulty plugin");
        };
        try (GatewayWatch watch = nodes.service.watch(gateway, new GatewayPolls(Duration.ofSeconds(1), 2))) {
            asked.await();
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void refusesTimesThatWouldOutlastALease() {
        assertThatThrownBy(() -> new GatewayPolls(Duration.ofMinutes(3), 3)).hasMessageContaining("1 to 120 seconds");
        assertThatThrownBy(() -> new GatewayPolls(Duration.ofSeconds(30), 1)).hasMessageContaining("2 to 100 answers");
    }

    private void answers(ComputeSession... connected) {
        Set<SessionId> ids = new HashSet<>();
        for (ComputeSession session : connected) {
            ids.add(session.id());
        }
        gateway.next = () -> new Seen(ids, true);
    }

    private void poll() {
        poller.poll();
        nodes.cycle();
    }

    /** Half a minute at a time, as the watch asks. */
    private void passInPolls(Duration time) {
        for (long left = time.toSeconds(); left > 0; left -= 30) {
            nodes.pass(Duration.ofSeconds(30));
            poll();
        }
    }

    private EndReason ended(ComputeSession session) {
        return nodes.service
                .sessions()
                .get(nodes.caller, session.id())
                .endReason()
                .orElseThrow();
    }

    private static final class Script implements SessionGateway {
        private Supplier<GatewayLook> next = () -> AWAY;

        @Override
        public String id() {
            return "desks";
        }

        @Override
        public GatewayLook look(CallContext call) {
            return next.get();
        }
    }
}
