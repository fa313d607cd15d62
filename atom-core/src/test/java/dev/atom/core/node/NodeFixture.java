package dev.atom.core.node;

import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.core.tenant.Tenant;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.OwnerId;
import dev.atom.spi.node.SessionId;
import dev.atom.spi.node.StoreIncarnation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Nodes on a real database and a scripted cloud; whatever runs in the background elsewhere is done here in single steps. */
final class NodeFixture implements AutoCloseable {
    static final OwnerId OWNER = new OwnerId("ours");
    static final ImageRef IMAGE = new ImageRef("desktop");
    static final Duration LONGER_THAN_A_CREATE = ScriptedCloud.HORIZON.plusMinutes(2);

    final TenancyFixture tenancy = new TenancyFixture();
    final ScriptedCloud cloud = new ScriptedCloud();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Caller caller = TenancyFixture.caller(tenant(Plan.TEAM));
    NodeService service = another(Steps.NONE);

    /** Another instance, as in another process. */
    NodeService another(Steps steps) {
        return another(steps, cloud);
    }

    /** Another instance over another cloud. */
    NodeService another(Steps steps, NodeProvider provider) {
        return NodeService.open(
                host(List.of(provider)),
                new NodeSettings(List.of(), Optional.of(OWNER), NodeTimes.DEFAULT, new OrphanCap(100, 3, 10)),
                steps);
    }

    /** Another instance with settings of its own. */
    NodeService another(NodeSettings settings, Steps steps) {
        return NodeService.open(host(List.of(cloud)), settings, steps);
    }

    /** Another instance over several clouds, which goes round as often as that. */
    NodeService another(NodeTimes times, Steps steps, NodeProvider... providers) {
        return NodeService.open(
                host(List.of(providers)),
                new NodeSettings(List.of(), Optional.of(OWNER), times, OrphanCap.DEFAULT),
                steps);
    }

    private NodeHost host(List<NodeProvider> providers) {
        return new NodeHost(tenancy.database.database(), tenancy.audit, providers, tenancy.time, Runnable::run, meters);
    }

    Tenant tenant(Plan plan) {
        Slug slug = new Slug("t" + UUID.randomUUID());
        return tenancy.tenancy
                .tenants()
                .create(TenancyFixture.TESTER, new NewTenant(slug, "A tenant", plan, AiMode.BYOK));
    }

    ComputeSession start() {
        return service.sessions().start(caller, NewSession.of(ScriptedCloud.ID, IMAGE));
    }

    ComputeSession end(ComputeSession session) {
        return service.sessions().end(caller, session.id());
    }

    NodeClaim claim(ComputeSession session) {
        return service.sessions().get(caller, session.id()).claim();
    }

    ClaimPhase phase(ComputeSession session) {
        return claim(session).phase();
    }

    /** A node of this installation that no claim asked for. */
    NodeRef orphan() {
        return cloud.put(spec(tags(OWNER, incarnation(), caller.tenant())));
    }

    /** What a cycle finds that somebody asks for. */
    ReconcileReport report(ReconcileMode mode) {
        return service.cleanupOrphanedNodes(mode).get(0);
    }

    /** Lets time pass with a heartbeat of the session every four minutes. */
    void keepAlive(ComputeSession session, Duration time) {
        for (Duration left = time; !left.isNegative() && !left.isZero(); left = left.minusMinutes(4)) {
            pass(Duration.ofMinutes(4));
            service.sessions().heartbeat(caller, session.id());
        }
    }

    /** So much time for the cap that it is as in another cycle. */
    void anotherCyclesTime() {
        tenancy.superuser("update node_decisions set at = at - interval '15 seconds'");
    }

    /** What the background does in a cycle. */
    void cycle() {
        service.loop().due();
        service.loop().cycle();
    }

    /** Lets time pass for the database, the cloud and the process, while somebody looks after the leases. */
    void pass(Duration time) {
        shift(time, "");
    }

    /** The same, while nobody does. */
    void passInSilence(Duration time) {
        shift(time, ", beat_at = beat_at - interval '" + time.toMillis() + " milliseconds'");
    }

    private void shift(Duration time, String beat) {
        tenancy.time.pass(time);
        cloud.pass(time);
        String by = " - interval '" + time.toMillis() + " milliseconds'";
        StringBuilder claims = new StringBuilder("update node_claims set created_at = created_at" + by);
        for (String column : List.of(
                "lease_until",
                "idle_until",
                "deadline",
                "create_sent_at",
                "destroy_asked_at",
                "next_attempt_at",
                "absent_since",
                "launched_at",
                "released_at",
                "gone_at")) {
            claims.append(", ").append(column).append(" = ").append(column).append(by);
        }
        tenancy.superuser(claims + "; update node_turns set held_until = held_until" + by + beat
                + "; update node_scope_removals set uncertain_until = uncertain_until" + by
                + "; update node_decisions set at = at" + by
                + "; update compute_sessions set created_at = created_at" + by + ", deadline = deadline" + by);
    }

    /** What some node says about itself: of this installation and this life of the store, with a claim of nobody. */
    NodeTags tags(OwnerId owner, StoreIncarnation store, TenantId tenant) {
        return new NodeTags(
                owner,
                store,
                tenant,
                new SessionId(UUID.randomUUID()),
                new ClaimId(UUID.randomUUID()),
                Instant.now().plus(Duration.ofHours(1)));
    }

    static NodeSpec spec(NodeTags tags) {
        return NodeSpec.of(tags, "hall", IMAGE);
    }

    StoreIncarnation incarnation() {
        return tenancy.database.database().system().in(IncarnationStore::recorded);
    }

    /** How many decisions of a kind are on record. */
    int decisions(Decision.Kind kind) {
        return tenancy.database.database().system().in(handle -> handle.select(
                        "select count(*) from node_decisions where decision = ?", kind.name())
                .mapTo(Integer.class)
                .one());
    }

    @Override
    public void close() {
        service.close();
        tenancy.close();
    }
}
