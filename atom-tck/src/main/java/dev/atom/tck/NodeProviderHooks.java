package dev.atom.tck;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.Capability;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeProviderFactory;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.ObservedNode;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/** What a subclass of {@link NodeProviderContract} says about its provider, and how the tests get at it. */
abstract class NodeProviderHooks {
    final BlockingTransport transport = new BlockingTransport();
    final TenantId tenant = new TenantId(UUID.randomUUID());
    private final List<NodeFixture> fixtures = new CopyOnWriteArrayList<>();

    /** The factory under test. */
    protected abstract NodeProviderFactory factory();

    /** Settings that lead to the test's service, without limits on the rate of calls. The same for the whole of one test. */
    protected abstract Map<String, String> settings();

    /** Something that runs until it is ended. */
    protected abstract ImageRef image();

    /** How many nodes of a claim exist, found out by means that share nothing with the provider. */
    protected abstract int existing(ClaimId claim);

    /** Ends what runs in a node, from inside. Needed with {@link Capability#SELF_DESTROY_ON_EXIT} only. */
    protected void endWork(NodeRef node) {
        throw new AssertionError(
                "override endWork: SELF_DESTROY_ON_EXIT is claimed, and " + node + " must end by itself");
    }

    /** The faults that {@link #inject} can bring about; none unless overridden. */
    protected Set<NodeFault> faults() {
        return Set.of();
    }

    /** Turns a fault on until {@link #heal}. */
    protected void inject(NodeFault fault) {
        throw new AssertionError("override inject: faults() promises " + fault);
    }

    /** Turns every fault off. */
    protected void heal() {}

    /** Does what {@link NodeFault#CREATE_LATE} put off. */
    protected void landLateCreates() {}

    /** Ends the test's service, when every node of the test is gone. */
    protected void closeService() {}

    @AfterEach
    void finish() {
        leaveNothingRunning();
        closeService();
    }

    /** Ends every node the test made, by an instance of its own, whatever the test did to its instances. */
    final void leaveNothingRunning() {
        heal();
        landLateCreates();
        try (NodeProvider provider = provider()) {
            for (NodeFixture used : fixtures) {
                NodeFixture again = used.through(provider);
                again.listAll().forEach(node -> again.destroyUntilGone(node.ref()));
            }
        }
    }

    final NodeFixture fixture() {
        return fixture(provider());
    }

    final NodeFixture fixture(NodeProvider provider) {
        NodeFixture made = new NodeFixture(provider, image(), tenant);
        fixtures.add(made);
        return made;
    }

    final NodeProvider provider() {
        return factory().create("contract", Settings.of("nodes.contract", settings()), context());
    }

    final ProviderContext context() {
        return new ProviderContext(transport, Clock.systemUTC());
    }

    /** Where they are. */
    static Set<NodeRef> refs(List<ObservedNode> nodes) {
        Set<NodeRef> refs = new HashSet<>();
        nodes.forEach(node -> refs.add(node.ref()));
        return refs;
    }
}
