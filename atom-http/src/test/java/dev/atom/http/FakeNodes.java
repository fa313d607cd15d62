package dev.atom.http;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.Capability;
import dev.atom.spi.node.Completeness;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeProviderFactory;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.ProviderLimits;
import dev.atom.spi.node.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Nodes that are entries of a map, and a provider that can be taken away. */
final class FakeNodes implements NodeProviderFactory {
    static final String TYPE = "fake-nodes";

    private final Map<NodeRef, ObservedNode> nodes = new ConcurrentHashMap<>();
    volatile boolean stuck;

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Set<String> hosts(Settings settings) {
        return Set.of();
    }

    @Override
    public NodeProvider create(String id, Settings settings, ProviderContext context) {
        return new Provider(id);
    }

    private final class Provider implements NodeProvider {
        private final String id;

        Provider(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public ProviderLimits limits() {
            return new ProviderLimits(100, Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(1), Map.of());
        }

        @Override
        public String scope(TenantId tenant) {
            return "map";
        }

        @Override
        public CreateOutcome create(NodeSpec spec, CallContext call) {
            String made = UUID.randomUUID().toString();
            NodeRef ref = new NodeRef(id, "map", made, made);
            nodes.put(
                    ref,
                    new ObservedNode(
                            ref,
                            spec.name().toString(),
                            NodeState.RUNNING,
                            Optional.of(spec.tags()),
                            Optional.of(Instant.now()),
                            HostHealth.OK));
            return new CreateOutcome.Created(ref);
        }

        @Override
        public Lookup get(NodeRef ref, CallContext call) {
            return nodes.containsKey(ref) ? new Lookup.Found(nodes.get(ref)) : new Lookup.NotFound();
        }

        @Override
        public NodeListing list(NodeSelector selector, Optional<Cursor> from, CallContext call) {
            return new NodeListing.Page(
                    List.copyOf(nodes.values()), Optional.empty(), Completeness.full(Instant.now()));
        }

        @Override
        public DestroyOutcome destroy(NodeRef ref, DestroyMode mode, CallContext call) {
            if (stuck) {
                return new DestroyOutcome.Blocked(
                        new Reason(Reason.Kind.BUSY, "it will not go"), Optional.of(Duration.ofHours(1)));
            }
            nodes.remove(ref);
            return new DestroyOutcome.Gone();
        }
    }
}
