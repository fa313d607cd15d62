package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComputeSessionsTest {
    private final NodeFixture nodes = new NodeFixture();

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void startsANodeWhoseNameAndTagsSayWhatItIsFor() {
        ComputeSession session = nodes.start();

        assertThat(session.claim().phase()).isEqualTo(ClaimPhase.PENDING);
        ObservedNode node = nodes.cloud.nodes().get(0);
        assertThat(nodes.claim(session).node()).contains(node.ref());
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
        assertThat(node.name())
                .startsWith("ours-")
                .endsWith(session.claim().id().toString().replace("-", ""));
        assertThat(node.tags())
                .contains(new NodeTags(
                        NodeFixture.OWNER,
                        nodes.incarnation(),
                        nodes.caller.tenant(),
                        session.id(),
                        session.claim().id(),
                        session.deadline()));
    }

    @Test
    void commitsTheClaimBeforeTheProviderIsAsked() {
        List<ClaimPhase> whenAsked = new ArrayList<>();
        nodes.cloud.onCreate = spec -> whenAsked.add(nodes.service
                .sessions()
                .get(nodes.caller, spec.tags().session())
                .claim()
                .phase());

        nodes.start();

        assertThat(whenAsked).containsExactly(ClaimPhase.PENDING);
    }

    @Test
    void endsASessionAndItsNode() {
        ComputeSession session = nodes.start();

        ComputeSession ended = nodes.end(session);

        assertThat(ended.claim().phase()).isEqualTo(ClaimPhase.TERMINATING);
        assertThat(ended.endReason()).contains(EndReason.RELEASED);
        assertThat(nodes.cloud.nodes()).isEmpty();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);
        assertThat(nodes.end(session).claim().phase()).isEqualTo(ClaimPhase.TERMINATED);
    }

    @Test
    void endsASessionWhileTheCloudIsDownAndItsNodeOnceItIsBack() {
        ComputeSession session = nodes.start();
        nodes.cloud.down = true;

        assertThat(nodes.end(session).claim().phase()).isEqualTo(ClaimPhase.TERMINATING);

        nodes.pass(Duration.ofMinutes(6));
        nodes.cycle();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATING);
        nodes.cloud.down = false;
        nodes.pass(Duration.ofMinutes(6));
        nodes.cycle();
        nodes.pass(Duration.ofMinutes(6));
        nodes.cycle();
        assertThat(nodes.cloud.nodes()).isEmpty();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);
    }

    @Test
    void refusesSessionsAtOnceWhileTheProviderFailsAndEndsThoseThereAre() {
        ComputeSession session = nodes.start();
        nodes.cloud.down = true;
        List<ComputeSession> unclear = List.of(nodes.start(), nodes.start(), nodes.start());

        assertThatFails(ErrorCode.UNAVAILABLE, nodes::start);

        assertThat(nodes.cloud.creates).isEqualTo(4);
        assertThat(nodes.end(session).isActive()).isFalse();
        assertThat(unclear).extracting(nodes::phase).containsOnly(ClaimPhase.PENDING);
    }

    @Test
    void refusesMoreNodesThanThePlanAllows() throws Exception {
        Caller free = TenancyFixture.caller(nodes.tenant(Plan.SOLO));
        NewSession wanted = NewSession.of(ScriptedCloud.ID, NodeFixture.IMAGE);

        List<Future<ComputeSession>> asked =
                TenancyFixture.race(6, () -> nodes.service.sessions().start(free, wanted));

        assertThat(asked).filteredOn(ComputeSessionsTest::succeeded).hasSize(3);
        assertThat(nodes.cloud.nodes()).hasSize(3);
        assertThatFails(ErrorCode.CONFLICT, () -> nodes.service.sessions().start(free, wanted));
        ComputeSession one =
                nodes.service.sessions().list(free, PageRequest.first()).items().get(0);
        nodes.service.sessions().end(free, one.id());
        assertThat(nodes.service.sessions().start(free, wanted).isActive()).isTrue();
    }

    @Test
    void anotherTenantsSessionDoesNotExist() {
        ComputeSession session = nodes.start();
        Caller stranger = TenancyFixture.caller(nodes.tenant(Plan.FREE));

        assertThatFails(ErrorCode.NOT_FOUND, () -> nodes.service.sessions().get(stranger, session.id()));
        assertThatFails(ErrorCode.NOT_FOUND, () -> nodes.service.sessions().end(stranger, session.id()));
        assertThatFails(ErrorCode.NOT_FOUND, () -> nodes.service.sessions().heartbeat(stranger, session.id()));
        assertThatFails(
                ErrorCode.NOT_FOUND,
                () -> nodes.service.release(stranger, session.claim().id()));
        assertThat(nodes.service.list(stranger, PageRequest.first()).items()).isEmpty();
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    @Test
    void endsASessionWhoseLeaseLapses() {
        ComputeSession kept = nodes.start();
        ComputeSession left = nodes.start();
        nodes.pass(Duration.ofMinutes(4));
        nodes.service.sessions().heartbeat(nodes.caller, kept.id());
        nodes.pass(Duration.ofMinutes(2));

        nodes.cycle();

        assertThat(nodes.phase(kept)).isEqualTo(ClaimPhase.READY);
        assertThat(nodes.service.sessions().get(nodes.caller, left.id()).endReason())
                .contains(EndReason.LEASE_EXPIRED);
        assertThat(nodes.cloud.claims()).containsExactly(kept.claim().id());
        assertThatFails(ErrorCode.CONFLICT, () -> nodes.service.sessions().heartbeat(nodes.caller, left.id()));
    }

    @Test
    void endsASessionAtItsDeadlineWhateverItsHeartbeats() {
        ComputeSession session = nodes.start();
        for (int i = 0; i < 20; i++) {
            nodes.pass(Duration.ofMinutes(3));
            nodes.service.sessions().heartbeat(nodes.caller, session.id());
        }
        nodes.pass(Duration.ofMinutes(1));

        nodes.cycle();

        assertThat(nodes.service.sessions().get(nodes.caller, session.id()).endReason())
                .contains(EndReason.DEADLINE);
    }

    @Test
    void lingersWhenTheLastViewerLeavesAndGoesOnWhenOneComesBack() {
        ComputeSession reloaded = nodes.start();
        ComputeSession left = nodes.start();
        nodes.service.gateway().disconnected(nodes.caller.tenant(), reloaded.id());
        nodes.service.gateway().disconnected(nodes.caller.tenant(), left.id());
        nodes.cycle();
        nodes.pass(Duration.ofSeconds(60));
        nodes.service.gateway().connected(nodes.caller.tenant(), reloaded.id());
        nodes.cycle();
        nodes.pass(Duration.ofSeconds(60));

        nodes.cycle();

        assertThat(nodes.phase(reloaded)).isEqualTo(ClaimPhase.READY);
        assertThat(nodes.service.sessions().get(nodes.caller, left.id()).endReason())
                .contains(EndReason.IDLE);
    }

    @Test
    void takesAGatewaysWordWithoutTheDatabaseAndWithoutAnError() {
        ComputeSession session = nodes.start();
        nodes.tenancy.breakAudit();

        for (int i = 0; i < 20_000; i++) {
            nodes.service.gateway().disconnected(nodes.caller.tenant(), session.id());
        }

        assertThat(nodes.meters.counter("atom.nodes.signals.dropped").count()).isEqualTo(10_000);
    }

    @Test
    void endsASessionWhoseNodeTheProviderRefuses() {
        nodes.cloud.nextCreate = Optional.of(new CreateOutcome.Rejected(
                new Reason(Reason.Kind.QUOTA, "the account may have no more"), Optional.empty()));

        ComputeSession session = nodes.start();

        ComputeSession after = nodes.service.sessions().get(nodes.caller, session.id());
        assertThat(after.endReason()).contains(EndReason.CREATE_REJECTED);
        assertThat(after.claim().lastError()).contains("QUOTA: the account may have no more");
        assertThat(after.claim().phase()).isEqualTo(ClaimPhase.TERMINATED);
    }

    /** A refused create was tried again only when a lost reply would have been given up. */
    @Test
    void asksAgainWhenTheProviderSaysThatItMay() {
        refuseNext(Duration.ofMinutes(1));
        ComputeSession session = nodes.start();
        assertThat(nodes.claim(session).lastError()).contains("RATE_LIMITED: too many at once");
        assertThat(nodes.claim(session).creates()).isZero();

        nodes.service.loop().due();
        assertThat(nodes.cloud.creates).isEqualTo(1);
        nodes.pass(Duration.ofSeconds(90));
        nodes.service.loop().due();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    /** Five refusals ended a session, although none could have made a node. */
    @Test
    void countsNoRefusalAgainstASession() {
        refuseNext();
        ComputeSession session = nodes.start();
        for (int i = 0; i < 9; i++) {
            refuseNext();
            nodes.pass(Duration.ofSeconds(32));
            nodes.service.loop().due();
        }
        assertThat(nodes.cloud.creates).isEqualTo(10);

        nodes.pass(Duration.ofMinutes(1));
        nodes.service.loop().due();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.READY);
    }

    @Test
    void endsASessionThatIsRefusedForTooLongWithoutANode() {
        refuseNext();
        ComputeSession session = nodes.start();
        for (int i = 0; i < 10; i++) {
            refuseNext();
            nodes.pass(Duration.ofMinutes(1));
            nodes.service.sessions().heartbeat(nodes.caller, session.id());
            nodes.service.loop().due();
        }

        assertThat(nodes.claim(session).reason()).contains(EndReason.CREATE_REJECTED);
        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);
        assertThat(nodes.cloud.nodes()).isEmpty();
    }

    @Test
    void isThroughWithASessionThatEndedWhileItsOnlyCreateWasRefused() {
        refuseNext();
        nodes.cloud.onCreate =
                spec -> nodes.service.sessions().end(nodes.caller, spec.tags().session());

        ComputeSession session = nodes.start();

        assertThat(nodes.phase(session)).isEqualTo(ClaimPhase.TERMINATED);
    }

    /** One create may still arrive: that the other one did not changes nothing about it. */
    @Test
    void keepsTheCountOfAnUnclearCreateWhenALaterOneIsRefused() {
        nodes.cloud.lateCreates = 1;
        ComputeSession session = nodes.start();
        refuseNext();
        nodes.pass(Duration.ofMinutes(4));
        nodes.service.sessions().heartbeat(nodes.caller, session.id());
        nodes.pass(Duration.ofMinutes(4));
        nodes.service.loop().due();

        assertThat(nodes.claim(session).creates()).isEqualTo(1);
        assertThat(nodes.end(session).claim().phase()).isEqualTo(ClaimPhase.TERMINATING);
        nodes.cloud.land();
        nodes.cycle();
        nodes.cycle();
        assertThat(nodes.cloud.nodes()).isEmpty();
    }

    /** A gateway went on extending the desktops of a tenant that had been suspended. */
    @Test
    void extendsNoSessionOfATenantThatMayNotAct() {
        ComputeSession session = nodes.start();
        nodes.pass(Duration.ofMinutes(4));
        nodes.tenancy.superuser("update tenants set status = 'suspended' where id = '" + nodes.caller.tenant() + "'");

        nodes.service.gateway().connected(nodes.caller.tenant(), session.id());
        nodes.cycle();

        assertThatFails(ErrorCode.FORBIDDEN, () -> nodes.service.sessions().heartbeat(nodes.caller, session.id()));
        nodes.pass(Duration.ofMinutes(2));
        nodes.cycle();
        assertThat(nodes.claim(session).reason()).contains(EndReason.LEASE_EXPIRED);
    }

    /** One note that could not be written took all the others with it, and the second's other work. */
    @Test
    void keepsTheNotesOfGatewaysThatCannotBeWritten() {
        ComputeSession left = nodes.start();
        ComputeSession alsoLeft = nodes.start();
        nodes.tenancy.superuser("alter table node_claims rename column idle_until to mislaid");
        nodes.service.gateway().disconnected(nodes.caller.tenant(), left.id());
        nodes.service.gateway().disconnected(nodes.caller.tenant(), alsoLeft.id());
        nodes.service.loop().due();
        nodes.tenancy.superuser("alter table node_claims rename column mislaid to idle_until");

        nodes.service.loop().due();
        nodes.pass(Duration.ofMinutes(2));
        nodes.cycle();

        assertThat(List.of(nodes.claim(left), nodes.claim(alsoLeft)))
                .extracting(NodeClaim::reason)
                .containsOnly(Optional.of(EndReason.IDLE));
    }

    private void refuseNext() {
        refuseNext(Duration.ofSeconds(1));
    }

    private void refuseNext(Duration retryAfter) {
        nodes.cloud.nextCreate = Optional.of(new CreateOutcome.Rejected(
                new Reason(Reason.Kind.RATE_LIMITED, "too many at once"), Optional.of(retryAfter)));
    }

    @Test
    void putsEveryChangeOnRecord() {
        ComputeSession session = nodes.start();
        nodes.end(session);

        assertThat(nodes.tenancy.actions(nodes.caller.tenant()))
                .containsExactlyInAnyOrder(
                        "tenant.create", "session.start", "node.launch", "node.ready", "session.end", "node.gone");
    }

    @Test
    void changesNothingThatCannotBePutOnRecord() {
        nodes.tenancy.breakAudit();

        assertThatFails(ErrorCode.INTERNAL_ERROR, nodes::start);

        nodes.tenancy.mendAudit();
        assertThat(nodes.service
                        .sessions()
                        .list(nodes.caller, PageRequest.first())
                        .items())
                .isEmpty();
        assertThat(nodes.cloud.creates).isZero();
    }

    private static boolean succeeded(Future<?> future) {
        try {
            future.get();
            return true;
        } catch (InterruptedException | ExecutionException failed) {
            return false;
        }
    }

    private static void assertThatFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(AtomException.class)
                .isThrownBy(call)
                .extracting(AtomException::code)
                .isEqualTo(code);
    }
}
