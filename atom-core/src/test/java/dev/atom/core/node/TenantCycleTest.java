package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.ObservedNode;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cycle that a tenant asks for. */
class TenantCycleTest {
    private final NodeFixture nodes = new NodeFixture();
    private final Caller neighbour = TenancyFixture.caller(nodes.tenant(Plan.TEAM));

    @AfterEach
    void close() {
        nodes.close();
    }

    private NodeRef oldOrphan(TenantId tenant) {
        nodes.cloud.putOld(NodeFixture.spec(nodes.tags(NodeFixture.OWNER, nodes.incarnation(), tenant)));
        return nodes.cloud.nodes().get(nodes.cloud.nodes().size() - 1).ref();
    }

    private ReconcileReport cleanup(Caller caller, ReconcileMode mode) {
        return nodes.service.cleanupOrphanedNodes(caller, mode).get(0);
    }

    @Test
    void endsItsOwnOrphansAndNobodyElses() {
        NodeRef own = oldOrphan(nodes.caller.tenant());
        NodeRef other = oldOrphan(neighbour.tenant());

        ReconcileReport report = cleanup(nodes.caller, ReconcileMode.ENFORCE);

        assertThat(report.nodes()).isEqualTo(1);
        assertThat(nodes.cloud.destroyed).containsExactly(own);
        assertThat(nodes.cloud.nodes()).extracting(ObservedNode::ref).contains(other);
        assertThat(report.findings()).extracting(ReconcileReport.Finding::node).containsExactly(own);
    }

    @Test
    void listsOnlyWhereItsOwnNodesAre() {
        cleanup(nodes.caller, ReconcileMode.ENFORCE);
        assertThat(nodes.cloud.listedScope).contains("hall");

        nodes.service.cleanupOrphanedNodes(Caller.process(TenantId.PLATFORM, "test"), ReconcileMode.ENFORCE);
        assertThat(nodes.cloud.listedScope).isEmpty();
    }

    @Test
    void adoptsItsOwnNodesOnly() {
        nodes.cloud.lostReplies = 2;
        ComputeSession own = nodes.start();
        ComputeSession other =
                nodes.service.sessions().start(neighbour, NewSession.of(ScriptedCloud.ID, NodeFixture.IMAGE));

        cleanup(nodes.caller, ReconcileMode.ENFORCE);

        assertThat(nodes.phase(own)).isEqualTo(ClaimPhase.LAUNCHED);
        assertThat(nodes.service.sessions().get(neighbour, other.id()).claim().phase())
                .isEqualTo(ClaimPhase.PENDING);
    }

    @Test
    void givesNothingUpThatIsMissing() {
        ComputeSession session = nodes.start();
        nodes.cloud.remove(nodes.claim(session).node().orElseThrow());
        nodes.cycle();

        cleanup(nodes.caller, ReconcileMode.ENFORCE);

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
        nodes.cycle();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);
    }

    @Test
    void isShownNoNodeWithoutReadableTags() {
        nodes.cloud.put(new ObservedNode(
                new NodeRef(ScriptedCloud.ID, "hall", "m-99", "m-99-uid"),
                "ours-" + UUID.randomUUID().toString().replace("-", ""),
                NodeState.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                HostHealth.UNREACHABLE));

        assertThat(cleanup(nodes.caller, ReconcileMode.DRY_RUN).findings()).isEmpty();
        assertThat(nodes.service
                        .cleanupOrphanedNodes(ReconcileMode.DRY_RUN)
                        .get(0)
                        .findings())
                .hasSize(1);
    }

    @Test
    void isRefusedTwiceInAMomentAndOnlyToTheTenantThatAskedTwice() {
        cleanup(nodes.caller, ReconcileMode.DRY_RUN);

        assertThatThrownBy(() -> cleanup(nodes.caller, ReconcileMode.ENFORCE))
                .isInstanceOfSatisfying(AtomException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMITED);
                    assertThat(refused.details()).containsEntry("retry_after_seconds", "5");
                });
        assertThat(cleanup(neighbour, ReconcileMode.DRY_RUN).complete()).isTrue();
        assertThat(nodes.cloud.lists).isEqualTo(2);
    }
}
