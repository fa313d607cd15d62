package dev.atom.core.node;

import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.TenancyFixture;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.OwnerId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sessions of one tenant over a provider of the test's, on a real database, second by second: what runs in the background
 * elsewhere runs here when time passes. For the tests of the modules above.
 */
public final class DrivenNodes implements AutoCloseable {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final NodeFixture nodes = new NodeFixture();
    private final Caller caller = TenancyFixture.caller(nodes.tenant(Plan.ENTERPRISE));
    private final List<NodeService> services = new ArrayList<>();
    private final List<ComputeSession> sessions = new ArrayList<>();

    /** The time by which the provider must go. */
    public Clock clock() {
        return nodes.tenancy.time;
    }

    /** Starts so many sessions. */
    public void start(NodeProvider provider, ImageRef image, int count) {
        NodeService service = nodes.another(Steps.NONE, provider);
        services.add(service);
        for (int i = 0; i < count; i++) {
            sessions.add(service.sessions().start(caller, NewSession.of(provider.id(), image)));
        }
    }

    /** Lets a second pass, and does what is due then. */
    public void second() {
        nodes.pass(SECOND);
        services.forEach(service -> service.loop().due());
    }

    /** Goes through all nodes of an installation, without a database; waits pass at once. */
    public ReconcileReport reap(NodeProvider provider, OwnerId owner) {
        Pace driven = wait -> {
            nodes.tenancy.time.pass(wait);
            return true;
        };
        return new Reaper(owner, clock(), NodeTimes.DEFAULT.call(), driven).reap(provider, ReconcileMode.DRY_RUN);
    }

    /** How far the sessions' nodes have come, in the order in which they were started. */
    public List<ClaimPhase> phases() {
        return sessions.stream()
                .map(session -> nodes.service
                        .sessions()
                        .get(caller, session.id())
                        .claim()
                        .phase())
                .toList();
    }

    @Override
    public void close() {
        services.forEach(NodeService::close);
        nodes.close();
    }
}
