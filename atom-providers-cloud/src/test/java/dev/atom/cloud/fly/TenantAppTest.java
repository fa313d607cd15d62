package dev.atom.cloud.fly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.node.ClaimPhase;
import dev.atom.core.node.ComputeSession;
import dev.atom.core.node.Fleet;
import dev.atom.core.node.NewSession;
import dev.atom.core.node.NodeHost;
import dev.atom.core.node.NodeService;
import dev.atom.core.node.NodeSettings;
import dev.atom.core.node.NodeTimes;
import dev.atom.core.node.OrphanCap;
import dev.atom.core.node.ReconcileMode;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeRef;
import dev.atom.tck.NodeFixture;
import dev.atom.tck.fly.FlyFault;
import dev.atom.tck.fly.FlyMachine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant's app at Fly under the real reconciler: made with the first machine, removed when it has been empty for long. */
class TenantAppTest {
    private final FlyFixture fixture = FlyFixture.unlimited();
    private final TestDatabase database = TestDatabase.fresh();
    private final ExecutorService calls = Executors.newFixedThreadPool(2);
    private final Caller caller =
            Caller.process(new Fleet(database.database(), "fly").tenants(1).get(0), "test");
    private final String app = fixture.provider.scope(caller.tenant());
    private final NodeService service = NodeService.open(
            new NodeHost(
                    database.database(),
                    new AuditLog(database.database().tenants(), Clock.systemUTC()),
                    List.of(fixture.provider),
                    Clock.systemUTC(),
                    calls,
                    new SimpleMeterRegistry()),
            new NodeSettings(
                    List.of(),
                    Optional.empty(),
                    new NodeTimes(
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(1),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(10)),
                    OrphanCap.DEFAULT));

    /** Two hours ago a session came and went. */
    @BeforeEach
    void useTheApp() {
        ComputeSession session = start();
        become(session, ClaimPhase.READY);
        assertThat(fixture.fly.apps()).containsExactly(app);
        NodeRef machine =
                service.sessions().end(caller, session.id()).claim().node().orElseThrow();
        fixture.nodes.destroyUntilGone(machine);
        database.asSuperuser(
                "update node_claims set phase = 'TERMINATED'," + " gone_at = clock_timestamp() - interval '2 hours'");
    }

    @AfterEach
    void close() {
        service.close();
        calls.shutdownNow();
        database.close();
        fixture.close();
    }

    private ComputeSession start() {
        return service.sessions().start(caller, NewSession.of("fly", new ImageRef("registry.fly.io/desktop:1")));
    }

    private void become(ComputeSession session, ClaimPhase phase) {
        NodeFixture.eventually(
                "the session's node is " + phase,
                () -> service.sessions().get(caller, session.id()).claim().phase() == phase);
    }

    private void cycle() {
        assertThat(service.cleanupOrphanedNodes(ReconcileMode.ENFORCE)).hasSize(1);
    }

    @Test
    void isRemovedWhenItHasBeenEmptyForLongAndMadeAgainWithTheNextMachine() {
        cycle();
        assertThat(fixture.fly.apps()).isEmpty();

        become(start(), ClaimPhase.READY);

        assertThat(fixture.fly.apps()).containsExactly(app);
    }

    @Test
    void isRemovedAfterItsTenantWasDeleted() {
        database.asSuperuser("update tenants set status = 'deleted' where id = '" + caller.tenant() + "'");

        cycle();

        assertThat(fixture.fly.apps()).isEmpty();
    }

    @Test
    void staysWhenARegionIsMissingFromTheList() {
        fixture.fly.seed("somebody-elses", "machine", Map.of());
        fixture.fly.once(FlyFault.LIST_REGION_MISSING);
        cycle();
        assertThat(fixture.fly.apps()).contains(app);
    }

    @Test
    void staysWithAMachineThatNobodyKnows() {
        FlyMachine stranger = fixture.fly.seed(app, "stranger", Map.of());

        cycle();

        assertThat(fixture.fly.machines()).extracting(FlyMachine::id).containsExactly(stranger.id());
        become(start(), ClaimPhase.READY);
    }

    /** Deleting an app deletes its machines: one made in that moment would go with it. */
    @Test
    void takesNoMachineAlongOfASessionThatStartsInThatMoment() {
        AtomicReference<ComputeSession> started = new AtomicReference<>();
        fixture.fly.onRequest(request -> {
            if (request.toString().equals("DELETE /v1/apps/" + app) && started.get() == null) {
                started.set(start());
            }
        });

        cycle();
        assertThat(started.get()).as("the app was removed").isNotNull();
        service.start();
        become(started.get(), ClaimPhase.READY);

        assertThat(fixture.fly.apps()).containsExactly(app);
        assertThat(fixture.fly.machines()).hasSize(1);
    }

    @Test
    void isWaitedForWhenTheReplyToItsRemovalIsLost() {
        fixture.fly.once(FlyFault.APP_DELETE_REPLY_LOST);
        cycle();
        ComputeSession session = start();
        cycle();
        assertThat(service.sessions().get(caller, session.id()).claim().phase()).isEqualTo(ClaimPhase.PENDING);
        assertThat(fixture.fly.machines()).isEmpty();

        database.asSuperuser("update node_scope_removals set uncertain_until = clock_timestamp()");
        cycle();
        service.start();
        become(session, ClaimPhase.READY);

        assertThat(fixture.fly.apps()).containsExactly(app);
    }

    @Test
    void isMadeAgainWhenItsNameIsNotFreeAtOnce() {
        cycle();
        fixture.fly.once(FlyFault.APP_NAME_HELD);
        ComputeSession session = start();
        NodeFixture.eventually("the name was refused", () -> service.sessions()
                .get(caller, session.id())
                .claim()
                .lastError()
                .isPresent());
        database.asSuperuser("update node_claims set next_attempt_at = clock_timestamp()");

        service.start();
        become(session, ClaimPhase.READY);
    }
}
