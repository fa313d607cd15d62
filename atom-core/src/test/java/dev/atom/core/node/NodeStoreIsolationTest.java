package dev.atom.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.db.Trespass;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.SessionId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tenant-side stores, called on A's handle with B's real ids: row-level security carries it. */
class NodeStoreIsolationTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final NodeFixture nodes = new NodeFixture();
    private final Caller a = TenancyFixture.caller(nodes.tenant(Plan.FREE));
    private final ComputeSession session = nodes.start();
    private final NodeClaim claim = nodes.claim(session);
    private final TenantId b = nodes.caller.tenant();
    private final Trespass trespass = new Trespass(nodes.tenancy.database, a.tenant(), b);

    @AfterEach
    void close() {
        nodes.close();
    }

    private <T> T as(TenantId tenant, Function<Handle, T> work) {
        return nodes.tenancy.database.database().tenants().in(tenant, work);
    }

    @Test
    void readsNothingOfAnotherTenant() {
        Map<String, Function<Handle, Boolean>> reads = Map.of(
                "claim", handle -> ClaimStore.find(handle, claim.key()).isEmpty(),
                "claims",
                        handle ->
                                ClaimStore.list(handle, b, PageRequest.first()).isEmpty(),
                "standing", handle -> ClaimStore.standing(handle, b) == 0,
                "plan", handle -> ComputeSessionStore.plan(handle, b).isEmpty(),
                "session",
                        handle -> ComputeSessionStore.find(handle, b, session.id())
                                .isEmpty(),
                "sessions",
                        handle -> ComputeSessionStore.list(handle, b, PageRequest.first())
                                .isEmpty());

        reads.forEach((name, read) -> {
            assertThat(as(a.tenant(), read))
                    .as("%s on A's handle finds nothing", name)
                    .isTrue();
            assertThat(as(b, read))
                    .as("%s on B's own handle finds something", name)
                    .isFalse();
        });
    }

    @Test
    void changesNothingOfAnotherTenant() {
        Map<String, Function<Handle, Boolean>> changes = Map.of(
                "terminate",
                        handle -> ClaimStore.terminate(handle, claim.key(), EndReason.RELEASED)
                                .isEmpty(),
                "release",
                        handle -> ClaimStore.terminate(handle, b, session.id(), EndReason.RELEASED)
                                .isEmpty(),
                "renew",
                        handle ->
                                ClaimStore.renew(handle, b, session.id(), LONG).isEmpty(),
                "linger", handle -> !ClaimStore.linger(handle, b, session.id(), LONG),
                "end", handle -> !ComputeSessionStore.end(handle, b, session.id(), EndReason.RELEASED));

        changes.forEach((name, change) -> assertThat(as(a.tenant(), change))
                .as("%s on A's handle changes nothing", name)
                .isTrue());

        assertThat(nodes.claim(session)).isEqualTo(claim);
    }

    @Test
    void changesNothingOfAClaimOfAnotherTenantWhoseNodeIsOnItsWay() {
        nodes.cloud.lateCreates = 1;
        NodeClaim pending = nodes.claim(nodes.start());
        NodeRef node = new NodeRef(ScriptedCloud.ID, pending.scope(), "x", "x");

        trespass.changesNothing("node_claims", handle -> ClaimStore.failed(handle, pending.key(), "x", LONG));
        trespass.changesNothing("node_claims", handle -> ClaimStore.refused(handle, pending.key(), "y", LONG));
        trespass.seesOnly(Optional.empty(), handle -> ClaimStore.adopt(handle, pending.key(), node));
        trespass.seesOnly(false, handle -> ClaimStore.ready(handle, pending.key()));
    }

    @Test
    void changesNothingOfAClaimOfAnotherTenantWhoseNodeIsGoing() {
        nodes.cloud.ignoredDestroys = 1;
        nodes.end(session);
        NodeClaim going = nodes.claim(session);

        trespass.seesOnly(false, handle -> ClaimStore.block(handle, going.key(), Duration.ZERO));
        trespass.seesOnly(Optional.empty(), handle -> ClaimStore.destroying(handle, going, LONG));
        trespass.seesOnly(Optional.empty(), handle -> ClaimStore.gone(handle, going.key()));
    }

    @Test
    void leavesAskingForNodesToThePlatform() {
        assertThatThrownBy(() -> as(b, handle -> ClaimStore.sending(handle, claim, LONG)))
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void refusesRowsForAnotherTenant() {
        NewSession wanted = NewSession.of(ScriptedCloud.ID, NodeFixture.IMAGE);

        assertThatThrownBy(() -> as(a.tenant(), handle -> {
                    ComputeSessionStore.insert(handle, b, new SessionId(UUID.randomUUID()), wanted);
                    return true;
                }))
                .hasStackTraceContaining("row-level security");
        ClaimKey planted = new ClaimKey(b, new ClaimId(UUID.randomUUID()));
        trespass.isRefused(
                "node_claims",
                handle -> ClaimStore.insert(handle, planted, session.id(), claim.store(), claim.scope(), LONG));
    }

    @Test
    void phasesNeverGoBackAndANodeIsWrittenOnceWhateverAStatementSays() {
        assertThatThrownBy(() -> nodes.tenancy.superuser("update node_claims set phase = 'PENDING'"))
                .hasStackTraceContaining("a claim never goes from READY to PENDING");
        assertThatThrownBy(() -> nodes.tenancy.superuser("update node_claims set external_id = 'another'"))
                .hasStackTraceContaining("a claim never gets another node");
    }
}
