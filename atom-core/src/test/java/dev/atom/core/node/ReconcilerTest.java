package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.StoreIncarnation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void destroysAnOrphanOnceItIsOldEnoughAndPutsThatOnRecord() {
        NodeRef orphan = nodes.orphan();
        nodes.cycle();
        assertThat(nodes.cloud.destroyed).isEmpty();
        nodes.pass(NodeFixture.LONGER_THAN_A_CREATE);

        nodes.cycle();

        assertThat(nodes.cloud.destroyed).containsExactly(orphan);
        assertThat(nodes.decisions(Decision.Kind.DESTROY_ORPHAN)).isEqualTo(1);
    }

    @Test
    void countsWhatHasNoClaimAndForHowLong() {
        nodes.cloud.put(NodeFixture.spec(
                nodes.tags(NodeFixture.OWNER, new StoreIncarnation(UUID.randomUUID()), nodes.caller.tenant())));
        nodes.cycle();
        nodes.pass(Duration.ofSeconds(20));
        nodes.cycle();

        assertThat(nodes.meters.get("atom.nodes.unaccounted").gauge().value()).isEqualTo(1);
        assertThat(nodes.meters
                        .counter("atom.orphan.seconds", "provider", ScriptedCloud.ID)
                        .count())
                .isEqualTo(20);
    }

    @Test
    void destroysNoMoreOrphansInACycleThanTheCap() {
        for (int i = 0; i < 8; i++) {
            nodes.orphan();
        }
        nodes.cycle();
        nodes.pass(NodeFixture.LONGER_THAN_A_CREATE);

        assertThat(nodes.report(ReconcileMode.ENFORCE).heldBack()).isEqualTo(5);
        assertThat(nodes.cloud.nodes()).hasSize(5);
        nodes.anotherCyclesTime();
        nodes.cycle();
        nodes.anotherCyclesTime();
        nodes.cycle();
        assertThat(nodes.cloud.nodes()).isEmpty();
    }

    @Test
    void saysInADryRunWhatItWouldDoAndDoesNothing() {
        nodes.orphan();
        nodes.pass(NodeFixture.LONGER_THAN_A_CREATE);
        nodes.cloud.lostReplies = 1;
        ComputeSession session = nodes.start();

        ReconcileReport report = nodes.report(ReconcileMode.DRY_RUN);

        assertThat(report.findings())
                .extracting(ReconcileReport.Finding::decision)
                .containsExactlyInAnyOrder("DESTROY_ORPHAN", "ADOPT");
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.PENDING);
        assertThat(nodes.cloud.destroys).isZero();
        assertThat(nodes.decisions(Decision.Kind.DESTROY_ORPHAN)).isZero();
    }

    @Test
    void quarantinesNodesWhoseTagsCannotBeRead() {
        ComputeSession session = nodes.start();
        ObservedNode node = nodes.cloud.nodes().get(0);
        nodes.cloud.put(new ObservedNode(
                node.ref(),
                node.name(),
                NodeState.UNKNOWN,
                Optional.empty(),
                node.createdAt(),
                HostHealth.UNREACHABLE));
        ObservedNode lost = nodes.cloud.nodes().get(0);
        NodeRef stranger = new NodeRef(ScriptedCloud.ID, "hall", "m-99", "m-99-uid");
        nodes.cloud.put(new ObservedNode(
                stranger,
                "ours-" + UUID.randomUUID().toString().replace("-", ""),
                NodeState.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                HostHealth.UNREACHABLE));
        nodes.keepAlive(session, NodeFixture.LONGER_THAN_A_CREATE);

        nodes.cycle();
        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
        assertThat(nodes.cloud.nodes()).extracting(ObservedNode::ref).containsExactly(lost.ref(), stranger);
        assertThat(nodes.decisions(Decision.Kind.QUARANTINE)).isEqualTo(1);
    }

    /** Whether it is the claim's cannot be told, so the claim is not closed over it. */
    @Test
    void keepsAClaimThatIsToGoOpenWhileANodeOfItsNameIsInQuarantine() {
        nodes.cloud.lostReplies = 1;
        ComputeSession session = nodes.start();
        nodes.end(session);
        ObservedNode node = nodes.cloud.nodes().get(0);
        nodes.cloud.put(new ObservedNode(
                node.ref(), node.name(), node.state(), Optional.empty(), node.createdAt(), HostHealth.UNREACHABLE));
        nodes.cycle();
        nodes.pass(NodeFixture.LONGER_THAN_A_CREATE);
        nodes.cycle();
        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATING);
        assertThat(nodes.cloud.nodes()).hasSize(1);
    }

    @Test
    void asksForNoNodeThatWasMissingOnceAndIsSeenRunningAgain() {
        nodes.cloud.lostReplies = 1;
        ComputeSession session = nodes.start();
        nodes.cycle();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.LAUNCHED);
        nodes.cloud.emptyLists = 1;
        nodes.cycle();
        nodes.anotherCyclesTime();
        nodes.cloud.gets = 0;

        nodes.cycle();

        assertThat(nodes.cloud.gets).isZero();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    @Test
    void asksAProviderThatFailsOnceInAWhile() {
        nodes.cloud.down = true;
        for (int i = 0; i < 20; i++) {
            nodes.cycle();
        }
        assertThat(nodes.cloud.lists).isEqualTo(3);
        nodes.pass(Duration.ofSeconds(31));

        nodes.cycle();
        nodes.cycle();

        assertThat(nodes.cloud.lists).isEqualTo(4);
    }

    /** Two hundred looks at a provider that hangs took two hundred times as long as a call may take. */
    @Test
    void looksForNoMoreMissingNodesOnceTheProviderFails() {
        List<ComputeSession> sessions = Stream.generate(nodes::start).limit(6).toList();
        nodes.cloud.nodes().forEach(node -> nodes.cloud.remove(node.ref()));
        nodes.cycle();
        nodes.cloud.gets = 0;
        nodes.cloud.unavailableLookups = 100;

        nodes.cycle();

        assertThat(nodes.cloud.gets).isEqualTo(3);
        assertThat(sessions).extracting(nodes::phase).containsOnly(ClaimPhase.READY);
        nodes.cloud.unavailableLookups = 0;
        nodes.pass(Duration.ofSeconds(31));
        nodes.cycle();
        assertThat(sessions)
                .extracting(session -> nodes.claim(session).reason())
                .containsOnly(Optional.of(EndReason.NODE_LOST));
    }

    @Test
    void endsTheNodesOfADeletedTenant() {
        ComputeSession session = nodes.start();
        nodes.tenancy.superuser("update tenants set status = 'deleted' where id = '" + nodes.caller.tenant() + "'");

        nodes.cycle();

        assertThat(nodes.cloud.nodes()).isEmpty();
        assertThat(nodes.claim(session).reason()).contains(EndReason.TENANT_DELETED);
    }
}
