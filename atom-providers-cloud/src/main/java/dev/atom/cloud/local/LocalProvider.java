package dev.atom.cloud.local;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.Capability;
import dev.atom.spi.node.Completeness;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.ProviderLimits;
import dev.atom.spi.node.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The processes of this machine as nodes. Keeps nothing in memory: what it knows it reads from the process table. */
final class LocalProvider implements NodeProvider {
    private static final Set<Capability> CAPABILITIES = Set.of(
            Capability.UNIQUE_NAMES,
            Capability.TAG_ON_CREATE,
            Capability.CONSISTENT_LIST,
            Capability.CONDITIONAL_DELETE,
            Capability.NATIVE_TTL,
            Capability.SELF_DESTROY_ON_EXIT);
    private static final ProviderLimits LIMITS =
            new ProviderLimits(1_000_000, Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(30), Map.of());

    private final String id;
    private final LocalSettings settings;
    private final ProcessTable table;
    private final ControlGroups groups;
    private final NodeMaker maker;
    private final Clock clock;

    LocalProvider(String id, LocalSettings settings, Path proc, StateDirectory state, Clock clock) {
        this.id = id;
        this.settings = settings;
        this.clock = clock;
        this.groups = new ControlGroups(settings.cgroup());
        this.table = new ProcessTable(proc, groups);
        this.maker = new NodeMaker(settings, groups, state, clock, this::nodes);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ProviderLimits limits() {
        return LIMITS;
    }

    @Override
    public String scope(TenantId tenant) {
        return settings.host();
    }

    @Override
    public CreateOutcome create(NodeSpec spec, CallContext call) {
        if (!spec.scope().equals(settings.host())) {
            return new CreateOutcome.Rejected(outOfSight(spec.scope()), Optional.empty());
        }
        return maker.make(spec, call.timeout(), node -> new NodeRef(id, settings.host(), node, table.bootId()));
    }

    @Override
    public Lookup get(NodeRef ref, CallContext call) {
        if (!sees(ref)) {
            return new Lookup.Unavailable(outOfSight(ref.scope()), Optional.empty());
        }
        try {
            // A scan may miss a process that is just being forked, so not found is what two scans do not find.
            Optional<ObservedNode> node = find(ref);
            return (node.isPresent() ? node : find(ref))
                    .<Lookup>map(Lookup.Found::new)
                    .orElseGet(Lookup.NotFound::new);
        } catch (IOException | UncheckedIOException failed) {
            return new Lookup.Unavailable(unreadable(failed), Optional.empty());
        }
    }

    @Override
    public NodeListing list(NodeSelector selector, Optional<Cursor> from, CallContext call) {
        Instant asOf = clock.instant();
        try {
            List<ObservedNode> selected =
                    nodes().stream().filter(selector::selects).toList();
            return new NodeListing.Page(selected, Optional.empty(), Completeness.of(Set.of(settings.host()), asOf));
        } catch (IOException | UncheckedIOException failed) {
            return new NodeListing.Unavailable(unreadable(failed), Optional.empty());
        }
    }

    @Override
    public DestroyOutcome destroy(NodeRef ref, DestroyMode mode, CallContext call) {
        if (!sees(ref)) {
            return new DestroyOutcome.Blocked(outOfSight(ref.scope()), Optional.empty());
        }
        try {
            if (!ref.uid().equals(table.bootId())) {
                return new DestroyOutcome.Gone();
            }
            NodeKill kill = new NodeKill(table, ref.externalId(), groups);
            return switch (mode) {
                case FORCED -> kill.force(call.timeout());
                case GRACEFUL -> kill.ask();
            };
        } catch (IOException | UncheckedIOException failed) {
            return new DestroyOutcome.Ambiguous(unreadable(failed));
        }
    }

    private Optional<ObservedNode> find(NodeRef ref) throws IOException {
        return nodes().stream().filter(node -> node.ref().equals(ref)).findFirst();
    }

    private List<ObservedNode> nodes() throws IOException {
        return LocalNode.of(table.scan(), id, settings.host(), table.bootId());
    }

    private boolean sees(NodeRef ref) {
        return ref.provider().equals(id) && ref.scope().equals(settings.host());
    }

    private Reason outOfSight(String scope) {
        return new Reason(
                Reason.Kind.OUT_OF_SIGHT,
                "this instance sees the processes of " + settings.host() + " only, not of " + scope);
    }

    private static Reason unreadable(Exception failed) {
        return new Reason(Reason.Kind.PROVIDER_ERROR, "the process table cannot be read: " + failed.getMessage());
    }
}
