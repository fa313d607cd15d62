package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeScopes.Scope;
import dev.atom.spi.node.ObservedNode;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant's scope, such as its app at a cloud, when nothing is in it any more. */
class EmptyScopesTest {
    private static final Duration LONG_ENOUGH = EmptyScopes.EMPTY_FOR.plusMinutes(1);

    private final NodeFixture nodes = new NodeFixture();
    private final ScriptedScopes scopes = new ScriptedScopes("hall", nodes.caller.tenant());

    @BeforeEach
    void makeScopes() {
        nodes.cloud.scopes = Optional.of(scopes);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    /** A session has come and gone, and its node with it. */
    private void useTheScope() {
        ComputeSession session = nodes.start();
        nodes.end(session);
        nodes.cycle();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);
    }

    private void cycleLater(Duration time) {
        nodes.pass(time);
        nodes.cycle();
    }

    @Test
    void goesWhenItHasHeldNothingForAnHour() {
        useTheScope();
        cycleLater(EmptyScopes.EMPTY_FOR.minusMinutes(2));
        assertThat(scopes.asked).isZero();

        cycleLater(Duration.ofMinutes(11));

        assertThat(scopes.removed).containsExactly("hall");
        assertThat(nodes.tenancy.actions(nodes.caller.tenant())).contains("node.scope.remove");
        assertThat(nodes.meters.get("atom.nodes.scopes.removed").counter().count())
                .isEqualTo(1);
    }

    /** Twenty removals at a provider that hangs took twenty times as long as a call may take. */
    @Test
    void isLeftAloneOnceTheProviderFails() {
        nodes.cloud.scopeOf = tenant -> "hall-of-" + tenant;
        List<Caller> callers = Stream.generate(() -> TenancyFixture.caller(nodes.tenant(Plan.FREE)))
                .limit(5)
                .toList();
        ScriptedScopes many = new ScriptedScopes(callers.stream()
                .map(caller -> new Scope(nodes.cloud.scope(caller.tenant()), caller.tenant()))
                .toList());
        many.answers.addAll(Collections.nCopies(20, ScriptedScopes.LOST));
        nodes.cloud.scopes = Optional.of(many);
        for (Caller caller : callers) {
            ComputeSession session =
                    nodes.service.sessions().start(caller, NewSession.of(ScriptedCloud.ID, NodeFixture.IMAGE));
            nodes.service.sessions().end(caller, session.id());
        }
        nodes.cycle();

        cycleLater(LONG_ENOUGH);

        assertThat(many.asked).isEqualTo(3);
    }

    @Test
    void staysWhileAClaimMayHaveANodeInIt() {
        ComputeSession session = nodes.start();
        nodes.cloud.ignoredDestroys = 1_000;
        nodes.end(session);

        cycleLater(LONG_ENOUGH);
        cycleLater(LONG_ENOUGH);

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATING);
        assertThat(scopes.asked).isZero();
    }

    @Test
    void staysWhileANodeWithoutAClaimIsInIt() {
        useTheScope();
        nodes.pass(LONG_ENOUGH);
        NodeRef young = nodes.cloud.put(
                NodeFixture.spec(nodes.tags(NodeFixture.OWNER, nodes.incarnation(), nodes.caller.tenant())));

        nodes.cycle();

        assertThat(nodes.cloud.nodes()).extracting(ObservedNode::ref).containsExactly(young);
        assertThat(scopes.asked).isZero();
    }

    @Test
    void staysWhenTheListWasNotComplete() {
        useTheScope();
        nodes.pass(LONG_ENOUGH);
        nodes.cloud.partialLists = 1;
        nodes.cycle();
        assertThat(scopes.asked).isZero();

        nodes.cycle();
        assertThat(scopes.removed).hasSize(1);
    }

    @Test
    void staysWhenThisStoreNeverPutAClaimIntoIt() {
        ComputeSession neighbours = nodes.start();
        nodes.end(neighbours);
        nodes.cloud.scopes =
                Optional.of(new ScriptedScopes("hall", nodes.tenant(Plan.TEAM).id()));

        cycleLater(LONG_ENOUGH);
        cycleLater(LONG_ENOUGH);

        assertThat(((ScriptedScopes) nodes.cloud.scopes.get()).asked).isZero();
    }

    @Test
    void isLookedForOnceInAWhile() {
        nodes.cycle();
        cycleLater(Duration.ofMinutes(1));
        cycleLater(Duration.ofMinutes(1));
        assertThat(scopes.lists).isEqualTo(1);

        cycleLater(Duration.ofMinutes(10));
        assertThat(scopes.lists).isEqualTo(2);
    }

    @Test
    void isMadeAgainForASessionThatStartsWhileItGoes() {
        useTheScope();
        nodes.pass(LONG_ENOUGH);
        nodes.cloud.creates = 0;
        scopes.onRemove = () -> {
            if (scopes.asked == 1) {
                nodes.start();
                assertThat(nodes.cloud.creates).isZero();
            }
        };

        nodes.cycle();
        assertThat(scopes.removed).hasSize(1);
        nodes.service.loop().due();

        assertThat(nodes.cloud.creates).isEqualTo(1);
        assertThat(nodes.cloud.nodes()).hasSize(1);
    }

    @Test
    void getsNoNodeAsLongAsACallMayStillRemoveIt() {
        useTheScope();
        nodes.pass(LONG_ENOUGH);
        scopes.answers.add(ScriptedScopes.LOST);
        nodes.cycle();
        nodes.cloud.creates = 0;
        ComputeSession session = nodes.start();
        scopes.answers.add(ScriptedScopes.REFUSED);
        cycleLater(Duration.ofMinutes(1));
        scopes.answers.add(new DestroyOutcome.Gone());
        cycleLater(Duration.ofMinutes(1));
        assertThat(nodes.cloud.creates).isZero();
        nodes.service.sessions().heartbeat(nodes.caller, session.id());
        scopes.answers.add(new DestroyOutcome.Gone());

        cycleLater(ScriptedCloud.HORIZON.minusMinutes(1));
        nodes.service.loop().due();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    @Test
    void getsItsNodeAtOnceWhenItsRemovalWasRefused() {
        useTheScope();
        nodes.pass(LONG_ENOUGH);
        scopes.answers.add(ScriptedScopes.REFUSED);
        nodes.cycle();

        assertThat(nodes.phase(nodes.start())).isEqualTo(ClaimPhase.READY);
        assertThat(scopes.removed).isEmpty();
    }

    @Test
    void getsNoNodeBetweenTheYesAndTheEnd() {
        useTheScope();
        nodes.pass(LONG_ENOUGH);
        scopes.answers.add(new DestroyOutcome.Accepted());
        scopes.answers.add(ScriptedScopes.REFUSED);
        nodes.cycle();
        ComputeSession session = nodes.start();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.PENDING);

        try (NodeService restarted = nodes.another(Steps.NONE)) {
            nodes.pass(Duration.ofMinutes(2));
            restarted.loop().cycle();
            restarted.loop().due();
        }

        assertThat(scopes.removed).hasSize(1);
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    @Test
    void isLeftAloneInADryRun() {
        useTheScope();
        nodes.pass(LONG_ENOUGH);

        assertThat(nodes.service.cleanupOrphanedNodes(ReconcileMode.DRY_RUN)).hasSize(1);

        assertThat(scopes.lists).isEqualTo(1);
        assertThat(scopes.asked).isZero();
    }
}
