package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.atom.spi.AtomException;
import dev.atom.spi.node.Capability;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.OwnerId;
import dev.atom.spi.node.SessionId;
import dev.atom.spi.node.StoreIncarnation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Duration LONGER_THAN_A_CREATE = ScriptedCloud.HORIZON.plusMinutes(2);

    /** As many as tenants have in a test's database. */
    private static final int CONNECTIONS = 8;

    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    private ReconcileReport report(ReconcileMode mode) {
        return nodes.service.cleanupOrphanedNodes(mode).get(0);
    }

    private NodeRef orphan() {
        return nodes.cloud.put(
                NodeFixture.spec(nodes.tags(NodeFixture.OWNER, nodes.incarnation(), nodes.caller.tenant())));
    }

    private void keepAlive(ComputeSession session, Duration time) {
        for (Duration left = time; !left.isNegative() && !left.isZero(); left = left.minusMinutes(4)) {
            nodes.pass(Duration.ofMinutes(4));
            nodes.service.sessions().heartbeat(nodes.caller, session.id());
        }
    }

    /** Mistakes that other systems made, each by the number it has in the project's list of them. */
    @Nested
    class MistakesOfOthers {
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

            keepAlive(session, LONGER_THAN_A_CREATE);
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

            assertThat(report(ReconcileMode.ENFORCE).nodes()).isEqualTo(2);
            assertThat(live).extracting(nodes::phase).containsOnly(ClaimPhase.LAUNCHED);
        }

        @Test
        @DisplayName("L4: a node that was just made, or is in an unusual state, is reaped")
        void leavesYoungNodesAndUnusualStatesAlone() {
            orphan();
            ComputeSession session = nodes.start();
            ObservedNode node = nodes.cloud.nodes().get(1);
            nodes.cloud.put(new ObservedNode(
                    node.ref(), node.name(), NodeState.UNKNOWN, node.tags(), node.createdAt(), node.host()));

            nodes.cycle();

            assertThat(nodes.cloud.destroys).isZero();
            assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
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
                    ScriptedCloud.ID,
                    "hall",
                    first.ref().externalId(),
                    second.ref().uid());
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

            ReconcileReport report = report(ReconcileMode.ENFORCE);

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
            nodes.pass(LONGER_THAN_A_CREATE);
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

    @Test
    void destroysAnOrphanOnceItIsOldEnoughAndPutsThatOnRecord() {
        NodeRef orphan = orphan();
        nodes.cycle();
        assertThat(nodes.cloud.destroyed).isEmpty();
        nodes.pass(LONGER_THAN_A_CREATE);

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
            orphan();
        }
        nodes.cycle();
        nodes.pass(LONGER_THAN_A_CREATE);

        assertThat(report(ReconcileMode.ENFORCE).heldBack()).isEqualTo(5);
        assertThat(nodes.cloud.nodes()).hasSize(5);
        anotherCyclesTime();
        nodes.cycle();
        anotherCyclesTime();
        nodes.cycle();
        assertThat(nodes.cloud.nodes()).isEmpty();
    }

    private void anotherCyclesTime() {
        nodes.tenancy.superuser("update node_decisions set at = at - interval '15 seconds'");
    }

    @Test
    void saysInADryRunWhatItWouldDoAndDoesNothing() {
        orphan();
        nodes.pass(LONGER_THAN_A_CREATE);
        nodes.cloud.lostReplies = 1;
        ComputeSession session = nodes.start();

        ReconcileReport report = report(ReconcileMode.DRY_RUN);

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
        keepAlive(session, LONGER_THAN_A_CREATE);

        nodes.cycle();
        nodes.cycle();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
        assertThat(nodes.cloud.nodes()).extracting(ObservedNode::ref).containsExactly(lost.ref(), stranger);
        assertThat(nodes.decisions(Decision.Kind.QUARANTINE)).isEqualTo(1);
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
