package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.node.Capability;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.OwnerId;
import dev.atom.spi.node.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Mistakes that other systems made, each by the number it has in the project's list of them. */
class MistakesOfOthersTest {
    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    @DisplayName("L1: the id is recorded only after the create returned")
    void findsTheNodeOfACreateWhoseReplyWasLost() {
        nodes.cloud.lostReplies = 1;
        ComputeSession session = nodes.start();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.PENDING);

        nodes.cycle();

        assertThat(nodes.claim(session).node())
                .contains(nodes.cloud.nodes().get(0).ref());
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.LAUNCHED);
    }

    @Test
    @DisplayName("L2: an unclear create is repeated and makes a second node")
    void asksAgainOnlyWhereASecondNodeIsImpossibleOrWillBeNoticed() {
        nodes.cloud.lateCreates = 1;
        ComputeSession session = nodes.start();
        nodes.cycle();
        assertThat(nodes.cloud.creates).isEqualTo(1);

        nodes.keepAlive(session, NodeFixture.LONGER_THAN_A_CREATE);
        nodes.cycle();
        assertThat(nodes.cloud.creates).isEqualTo(2);
        nodes.cloud.land();
        nodes.cycle();

        assertThat(nodes.cloud.nodes())
                .extracting(ObservedNode::ref)
                .containsExactly(nodes.claim(session).node().orElseThrow());
        assertThat(nodes.decisions(Decision.Kind.DESTROY_DUPLICATE)).isEqualTo(1);
    }

    @Test
    @DisplayName("L2: with unique names the second create meets the first one's node")
    void meetsTheFirstNodeWhereNamesAreUnique() {
        nodes.cloud.capabilities.add(Capability.UNIQUE_NAMES);
        nodes.cloud.lostReplies = 1;
        ComputeSession session = nodes.start();
        nodes.pass(Duration.ofMinutes(1));

        nodes.service.loop().due();

        assertThat(nodes.cloud.creates).isEqualTo(2);
        assertThat(nodes.cloud.nodes()).hasSize(1);
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    @Test
    @DisplayName("L3: an empty list, a partial one or a page that failed is taken for the truth")
    void believesNoListThatIsEmptyPartialOrCut() {
        List<ComputeSession> live = List.of(nodes.start(), nodes.start(), nodes.start());
        nodes.cloud.emptyLists = 3;
        nodes.cycle();
        nodes.cycle();
        nodes.cycle();
        nodes.cloud.partialLists = 3;
        nodes.cycle();
        nodes.cycle();
        nodes.cycle();
        nodes.cloud.pageSize = 1;
        nodes.cloud.failingPages = 3;
        nodes.cycle();

        assertThat(live).extracting(nodes::phase).containsOnly(ClaimPhase.READY);
        assertThat(nodes.cloud.destroys).isZero();
    }

    @Test
    @DisplayName("L3: pages are followed to the end")
    void followsEveryPage() {
        nodes.cloud.pageSize = 1;
        nodes.cloud.lostReplies = 2;
        List<ComputeSession> live = List.of(nodes.start(), nodes.start());

        assertThat(nodes.report(ReconcileMode.ENFORCE).nodes()).isEqualTo(2);
        assertThat(live).extracting(nodes::phase).containsOnly(ClaimPhase.LAUNCHED);
    }

    @Test
    @DisplayName("L4: a node that was just made, or is in an unusual state, is reaped")
    void leavesYoungNodesAndUnusualStatesAlone() {
        nodes.orphan();
        ComputeSession session = nodes.start();
        ObservedNode node = nodes.cloud.nodes().get(1);
        nodes.cloud.put(new ObservedNode(
                node.ref(), node.name(), NodeState.UNKNOWN, node.tags(), node.createdAt(), node.host()));

        nodes.cycle();

        assertThat(nodes.cloud.destroys).isZero();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    @Test
    @DisplayName("L6: 'delete accepted' is taken for 'deleted'")
    void goesOnAskingUntilTheNodeIsGone() {
        ComputeSession session = nodes.start();
        nodes.cloud.ignoredDestroys = 2;
        nodes.end(session);
        nodes.pass(Duration.ofMinutes(6));
        nodes.cycle();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATING);
        nodes.pass(Duration.ofMinutes(6));

        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);
        assertThat(nodes.cloud.nodes()).isEmpty();
    }

    @Test
    @DisplayName("L7: an id that is used again leads to the wrong node")
    void neverTouchesALaterNodeOfTheSameId() {
        ComputeSession gone = nodes.start();
        ObservedNode first = nodes.cloud.nodes().get(0);
        nodes.cloud.remove(first.ref());
        ComputeSession other = nodes.start();
        ObservedNode second = nodes.cloud.nodes().get(0);
        nodes.cloud.remove(second.ref());
        NodeRef reused = new NodeRef(
                ScriptedCloud.ID, "hall", first.ref().externalId(), second.ref().uid());
        nodes.cloud.put(new ObservedNode(
                reused, second.name(), NodeState.RUNNING, second.tags(), second.createdAt(), HostHealth.OK));

        nodes.end(gone);
        nodes.cycle();

        assertThat(nodes.phase(gone)).isEqualTo(ClaimPhase.TERMINATED);
        assertThat(nodes.cloud.nodes()).extracting(ObservedNode::ref).doesNotContain(first.ref());
        assertThat(nodes.cloud.destroyed).doesNotContain(second.ref());
        assertThat(other.isActive()).isTrue();
    }

    @Test
    @DisplayName("L8: a node that cannot be destroyed in a passing state is given up")
    void triesAgainWhenTheProviderWouldNot() {
        ComputeSession session = nodes.start();
        nodes.cloud.blockedDestroys = 1;
        nodes.end(session);
        assertThat(nodes.claim(session).lastError()).contains("BUSY: it is starting");
        nodes.pass(Duration.ofMinutes(6));

        nodes.cycle();

        assertThat(nodes.cloud.nodes()).isEmpty();
    }

    @Test
    @DisplayName("L9: the collector dies with what started the nodes")
    void anotherProcessFinishesWhatOneBegan() {
        nodes.cloud.lateCreates = 1;
        ComputeSession session = nodes.start();
        nodes.service.close();
        nodes.service = nodes.another(Steps.NONE);
        nodes.end(session);
        nodes.cloud.land();

        nodes.cycle();

        assertThat(nodes.cloud.nodes()).isEmpty();
    }

    @Test
    @DisplayName("L10: one installation sweeps another one's nodes")
    void leavesTheNodesOfOtherInstallationsAlone() {
        nodes.cloud.put(
                NodeFixture.spec(nodes.tags(new OwnerId("theirs"), nodes.incarnation(), nodes.caller.tenant())));
        nodes.cycle();
        nodes.pass(Duration.ofDays(10));

        ReconcileReport report = nodes.report(ReconcileMode.ENFORCE);

        assertThat(report.nodes()).isZero();
        assertThat(nodes.cloud.destroys).isZero();
    }

    @Test
    @DisplayName("L11: 'could not ask' is treated like 'not found'")
    void givesNoNodeUpWhileTheProviderCannotBeAsked() {
        ComputeSession session = nodes.start();
        nodes.cloud.remove(nodes.cloud.nodes().get(0).ref());
        nodes.cycle();
        nodes.cloud.unavailableLookups = 2;
        nodes.cycle();
        nodes.cycle();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);

        nodes.cycle();

        assertThat(nodes.claim(session).reason()).contains(EndReason.NODE_LOST);
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);
    }

    @Test
    @DisplayName("L12: a node that will not go is forgotten")
    void neverForgetsANodeThatWillNotGoAndSaysSo() {
        ComputeSession session = nodes.start();
        nodes.cloud.ignoredDestroys = 1_000;
        nodes.end(session);
        for (int i = 0; i < 20; i++) {
            nodes.pass(Duration.ofMinutes(6));
            nodes.cycle();
        }
        assertThat(nodes.claim(session).blocked()).isTrue();
        assertThat(nodes.meters.get("atom.nodes.blocked").gauge().value()).isEqualTo(1);
        nodes.cloud.ignoredDestroys = 0;
        nodes.pass(Duration.ofMinutes(6));

        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);
    }

    @Test
    @DisplayName("L14: times are compared as text")
    void comparesDeadlinesAsTimes() {
        Instant whole = Instant.parse("2030-01-01T10:00:00Z");
        nodes.cloud.put(NodeFixture.spec(new NodeTags(
                NodeFixture.OWNER,
                nodes.incarnation(),
                nodes.caller.tenant(),
                new SessionId(UUID.randomUUID()),
                new ClaimId(UUID.randomUUID()),
                whole)));

        assertThat(reapAt(whole.plusSeconds(30))).isEmpty();
        assertThat(reapAt(whole.plusSeconds(90))).hasSize(1);
    }

    private List<ReconcileReport.Finding> reapAt(Instant now) {
        return new Reaper(NodeFixture.OWNER, () -> now, Duration.ofSeconds(5))
                .reap(nodes.cloud, ReconcileMode.DRY_RUN)
                .findings();
    }

    @Test
    @DisplayName("L15: a claim without an id is closed while its node may still come")
    void keepsAClaimOpenUntilItsCreateCanNoLongerArrive() {
        nodes.cloud.lateCreates = 1;
        ComputeSession session = nodes.start();
        nodes.end(session);
        nodes.cycle();
        nodes.cycle();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATING);
        nodes.pass(NodeFixture.LONGER_THAN_A_CREATE);
        nodes.cycle();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);

        nodes.cloud.land();
        nodes.cycle();

        assertThat(nodes.cloud.nodes()).isEmpty();
    }

    @Test
    @DisplayName("L16: the collector costs calls for every healthy node")
    void asksForNothingButPagesWhenAllIsWell() {
        for (int i = 0; i < 5; i++) {
            nodes.start();
        }
        nodes.cloud.gets = 0;
        nodes.cloud.lists = 0;

        nodes.cycle();

        assertThat(nodes.cloud.lists).isEqualTo(1);
        assertThat(nodes.cloud.gets).isZero();
        assertThat(nodes.cloud.destroys).isZero();
    }

    @Test
    @DisplayName("L17: when one of several creates fails the others are lost")
    void keepsTheOthersWhenOneFails() {
        List<ComputeSession> sessions = new ArrayList<>();
        sessions.add(nodes.start());
        nodes.cloud.lateCreates = 1;
        sessions.add(nodes.start());
        sessions.add(nodes.start());
        nodes.cycle();

        assertThat(sessions)
                .extracting(nodes::phase)
                .containsExactly(ClaimPhase.READY, ClaimPhase.PENDING, ClaimPhase.READY);
        nodes.cloud.land();
        nodes.cycle();
        assertThat(nodes.cloud.nodes()).hasSize(3);
        assertThat(sessions).extracting(nodes::phase).doesNotContain(ClaimPhase.PENDING);
    }
}
