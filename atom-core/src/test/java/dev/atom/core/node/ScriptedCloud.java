package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.Capability;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.Completeness;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeScopes;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.ProviderLimits;
import dev.atom.spi.node.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** A cloud in memory that does what a test's script says. Survives the services that use it, as clouds do. Thread-safe. */
final class ScriptedCloud implements NodeProvider {
    static final String ID = "cloud";
    static final Duration HORIZON = Duration.ofMinutes(5);
    private static final Reason LOST = new Reason(Reason.Kind.TIMEOUT, "no reply came");
    private static final Reason TOO_SOON = new Reason(Reason.Kind.RATE_LIMITED, "once in a while");
    private static final Reason DOWN = new Reason(Reason.Kind.UNREACHABLE, "the cloud is down");

    final Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    final List<NodeSpec> late = new ArrayList<>();
    final List<NodeRef> destroyed = new ArrayList<>();
    private final Map<NodeRef, ObservedNode> nodes = new LinkedHashMap<>();
    private final String id;
    Consumer<NodeSpec> onCreate = spec -> {};
    /** Before a page is answered; it may take as long as it likes, and the cloud answers other calls meanwhile. */
    volatile Runnable onList = () -> {};

    Function<TenantId, String> scopeOf = tenant -> "hall";
    int pageSize = 100;
    int lostReplies;
    int lateCreates;
    int emptyLists;
    int partialLists;
    int failingPages;
    int earlyPages;
    int ignoredDestroys;
    int blockedDestroys;
    int unavailableLookups;
    Optional<CreateOutcome> nextCreate = Optional.empty();
    boolean down;
    int creates;
    int gets;
    int lists;
    int destroys;
    Optional<String> listedScope = Optional.empty();
    Optional<NodeScopes> scopes = Optional.empty();
    private int made;

    ScriptedCloud() {
        this(ID);
    }

    ScriptedCloud(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized Set<Capability> capabilities() {
        return Set.copyOf(capabilities);
    }

    @Override
    public synchronized Optional<NodeScopes> scopes() {
        return scopes;
    }

    @Override
    public ProviderLimits limits() {
        return new ProviderLimits(pageSize, HORIZON, Duration.ZERO, Duration.ofMinutes(5), Map.of());
    }

    @Override
    public String scope(TenantId tenant) {
        return scopeOf.apply(tenant);
    }

    @Override
    public synchronized CreateOutcome create(NodeSpec spec, CallContext call) {
        creates++;
        onCreate.accept(spec);
        if (down) {
            return new CreateOutcome.Ambiguous(DOWN);
        }
        Optional<CreateOutcome> scripted = nextCreate;
        nextCreate = Optional.empty();
        if (scripted.isPresent()) {
            return scripted.get();
        }
        if (lateCreates > 0) {
            lateCreates--;
            late.add(spec);
            return new CreateOutcome.Ambiguous(LOST);
        }
        Optional<ObservedNode> same = byName(spec);
        if (capabilities.contains(Capability.UNIQUE_NAMES) && same.isPresent()) {
            return new CreateOutcome.Exists(same.get().ref());
        }
        NodeRef ref = put(spec);
        if (lostReplies > 0) {
            lostReplies--;
            return new CreateOutcome.Ambiguous(LOST);
        }
        return new CreateOutcome.Created(ref);
    }

    private Optional<ObservedNode> byName(NodeSpec spec) {
        return nodes.values().stream()
                .filter(node -> node.name().equals(spec.name().toString()))
                .findFirst();
    }

    /** Makes a node past every rule. */
    synchronized NodeRef put(NodeSpec spec) {
        String node = "m-" + ++made;
        return put(new ObservedNode(
                new NodeRef(id, spec.scope(), node, node + "-uid"),
                spec.name().toString(),
                NodeState.RUNNING,
                Optional.of(spec.tags()),
                Optional.of(Instant.now()),
                HostHealth.OK));
    }

    /** Makes a node that is an hour old. */
    synchronized void putOld(NodeSpec spec) {
        ObservedNode node = nodes.get(put(spec));
        put(new ObservedNode(
                node.ref(),
                node.name(),
                node.state(),
                node.tags(),
                Optional.of(Instant.now().minus(Duration.ofHours(1))),
                node.host()));
    }

    synchronized NodeRef put(ObservedNode node) {
        nodes.put(node.ref(), node);
        return node.ref();
    }

    /** What it does next: 1 loses a reply, 2 creates late, 3 destroys slowly, anything else is as it should be. */
    synchronized void script(int kind) {
        lostReplies = kind == 1 ? 1 : 0;
        lateCreates = kind == 2 ? 1 : 0;
        ignoredDestroys = kind == 3 ? 2 : 0;
    }

    /** The creates that were on their way arrive. */
    synchronized void land() {
        late.forEach(this::put);
        late.clear();
    }

    /** The node ends by itself. */
    synchronized void remove(NodeRef ref) {
        nodes.remove(ref);
    }

    @Override
    public synchronized Lookup get(NodeRef ref, CallContext call) {
        gets++;
        if (down || unavailableLookups > 0) {
            unavailableLookups--;
            return new Lookup.Unavailable(DOWN, Optional.empty());
        }
        return nodes.containsKey(ref) ? new Lookup.Found(nodes.get(ref)) : new Lookup.NotFound();
    }

    @Override
    public NodeListing list(NodeSelector selector, Optional<Cursor> from, CallContext call) {
        onList.run();
        return page(selector, from);
    }

    private synchronized NodeListing page(NodeSelector selector, Optional<Cursor> from) {
        lists++;
        listedScope = selector.scope();
        int first = from.map(cursor -> Integer.parseInt(cursor.value())).orElse(0);
        if (down || (first > 0 && failingPages > 0)) {
            failingPages--;
            return new NodeListing.Unavailable(DOWN, Optional.empty());
        }
        if (first > 0 && earlyPages > 0) {
            earlyPages--;
            return new NodeListing.Unavailable(TOO_SOON, Optional.of(Duration.ofMillis(1)));
        }
        Instant asOf = Instant.now();
        if (emptyLists > 0) {
            emptyLists--;
            return new NodeListing.Page(List.of(), Optional.empty(), Completeness.full(asOf));
        }
        if (partialLists > 0) {
            partialLists--;
            return new NodeListing.Page(List.of(), Optional.empty(), Completeness.lacking(Set.of("east"), asOf));
        }
        // Like the worst of clouds, it shows other people's nodes too.
        List<ObservedNode> all = List.copyOf(nodes.values());
        int end = Math.min(all.size(), first + pageSize);
        Optional<Cursor> next = end < all.size() ? Optional.of(new Cursor(Integer.toString(end))) : Optional.empty();
        return new NodeListing.Page(all.subList(Math.min(first, end), end), next, Completeness.full(asOf));
    }

    @Override
    public synchronized DestroyOutcome destroy(NodeRef ref, DestroyMode mode, CallContext call) {
        destroys++;
        if (down) {
            return new DestroyOutcome.Ambiguous(DOWN);
        }
        if (blockedDestroys > 0) {
            blockedDestroys--;
            return new DestroyOutcome.Blocked(new Reason(Reason.Kind.BUSY, "it is starting"), Optional.empty());
        }
        if (ignoredDestroys > 0) {
            ignoredDestroys--;
            return new DestroyOutcome.Accepted();
        }
        if (nodes.remove(ref) != null) {
            destroyed.add(ref);
        }
        return new DestroyOutcome.Gone();
    }

    /** The claims of the nodes that run. */
    synchronized List<ClaimId> claims() {
        return nodes.values().stream()
                .map(ObservedNode::claim)
                .flatMap(Optional::stream)
                .toList();
    }

    synchronized List<ObservedNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /** All nodes are so much older. */
    synchronized void pass(Duration time) {
        for (ObservedNode node : nodes()) {
            nodes.put(
                    node.ref(),
                    new ObservedNode(
                            node.ref(),
                            node.name(),
                            node.state(),
                            node.tags().map(tags -> earlier(tags, time)),
                            node.createdAt().map(at -> at.minus(time)),
                            node.host()));
        }
        late.replaceAll(spec -> NodeSpec.of(earlier(spec.tags(), time), spec.scope(), spec.image()));
    }

    private static NodeTags earlier(NodeTags tags, Duration time) {
        return new NodeTags(
                tags.owner(),
                tags.store(),
                tags.tenant(),
                tags.session(),
                tags.claim(),
                tags.deadline().minus(time));
    }
}
