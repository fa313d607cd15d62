package dev.atom.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.OwnerId;
import dev.atom.spi.node.SessionId;
import dev.atom.spi.node.StoreIncarnation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Short words for what tests of a node provider say often. One owner and one tenant to each fixture, both new.
 * Thread-safe if the provider is.
 */
public final class NodeFixture {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long a single call may take. */
    public static final CallContext CALL = CallContext.within(Duration.ofSeconds(20));

    private final NodeProvider provider;
    private final ImageRef image;
    private final OwnerId owner;
    private final TenantId tenant;

    /** Nodes of that provider that run that image. */
    public NodeFixture(NodeProvider provider, ImageRef image, TenantId tenant) {
        this(provider, image, tenant, newOwner());
    }

    private NodeFixture(NodeProvider provider, ImageRef image, TenantId tenant, OwnerId owner) {
        this.provider = provider;
        this.image = image;
        this.tenant = tenant;
        this.owner = owner;
    }

    /** The same owner's nodes, seen by another instance. */
    NodeFixture through(NodeProvider other) {
        return new NodeFixture(other, image, tenant, owner);
    }

    /** An owner nobody else has. */
    public static OwnerId newOwner() {
        return new OwnerId("tck-" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** The owner of this fixture's nodes. */
    public OwnerId owner() {
        return owner;
    }

    /** Tags of a new claim whose deadline is an hour away. */
    public NodeTags tags() {
        return tags(owner, Instant.now().plus(Duration.ofHours(1)));
    }

    /** Tags of a new claim. */
    public NodeTags tags(OwnerId whose, Instant deadline) {
        return new NodeTags(
                whose,
                new StoreIncarnation(UUID.randomUUID()),
                tenant,
                new SessionId(UUID.randomUUID()),
                new ClaimId(UUID.randomUUID()),
                deadline);
    }

    /** A node with those tags. */
    public NodeSpec spec(NodeTags tags) {
        return NodeSpec.of(tags, provider.scope(tags.tenant()), image);
    }

    /** Makes a node of a new claim, and sees to it that the provider says so. */
    public NodeRef create() {
        return create(tags());
    }

    /** Makes a node, and sees to it that the provider says so. */
    public NodeRef create(NodeTags tags) {
        CreateOutcome outcome = provider.create(spec(tags), CALL);
        assertThat(outcome).isInstanceOf(CreateOutcome.Created.class);
        return ((CreateOutcome.Created) outcome).ref();
    }

    /** Looks at a node. */
    public Lookup get(NodeRef ref) {
        return provider.get(ref, CALL);
    }

    /** The node, which must be there. */
    public ObservedNode found(NodeRef ref) {
        Lookup lookup = get(ref);
        assertThat(lookup).isInstanceOf(Lookup.Found.class);
        return ((Lookup.Found) lookup).node();
    }

    /** Asks once for a node's end, at once. */
    public DestroyOutcome destroy(NodeRef ref) {
        return provider.destroy(ref, DestroyMode.FORCED, CALL);
    }

    /** Every page of the fixture's owner, up to the missing cursor; fails when one cannot be had. */
    public List<ObservedNode> listAll() {
        return listAll(NodeSelector.of(owner));
    }

    /** Every page of a listing, up to the missing cursor; fails when one cannot be had. */
    public List<ObservedNode> listAll(NodeSelector selector) {
        return pages(selector).stream().flatMap(page -> page.nodes().stream()).toList();
    }

    /** The pages of a listing, up to the missing cursor; fails when one cannot be had. */
    public List<NodeListing.Page> pages(NodeSelector selector) {
        List<NodeListing.Page> pages = new ArrayList<>();
        Optional<Cursor> at = Optional.empty();
        do {
            NodeListing listing = provider.list(selector, at, CALL);
            assertThat(listing).isInstanceOf(NodeListing.Page.class);
            NodeListing.Page page = (NodeListing.Page) listing;
            pages.add(page);
            at = page.next();
        } while (at.isPresent());
        return pages;
    }

    /** Asks for a node's end until it is gone; fails after half a minute. */
    public void destroyUntilGone(NodeRef ref) {
        eventually("the node " + ref.externalId() + " is gone", () -> {
            DestroyOutcome outcome = destroy(ref);
            return outcome instanceof DestroyOutcome.Gone || get(ref) instanceof Lookup.NotFound;
        });
    }

    /** Waits until it holds; fails after half a minute. */
    public static void eventually(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("within " + PATIENCE.toSeconds() + " s it never came true that " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** The nodes that come of eight creates at once, spread over the providers. */
    static Set<NodeRef> createAtOnce(NodeSpec spec, NodeProvider... providers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<CreateOutcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                NodeProvider provider = providers[i % providers.length];
                outcomes.add(threads.submit(() -> provider.create(spec, CALL)));
            }
            Set<NodeRef> refs = new HashSet<>();
            for (Future<CreateOutcome> outcome : outcomes) {
                if (outcome.get() instanceof CreateOutcome.Created created) {
                    refs.add(created.ref());
                } else if (outcome.get() instanceof CreateOutcome.Exists exists) {
                    refs.add(exists.ref());
                }
            }
            return refs;
        } finally {
            threads.shutdownNow();
        }
    }
}
