package dev.atom.tck;

import static dev.atom.tck.NodeFixture.CALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Settings;
import dev.atom.spi.node.Capability;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeProviderFactory;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link NodeProviderFactory} and the providers it makes must do. A capability that is claimed is tested; one that
 * is not is not asked for. The hooks say how to reach a service the tests may use, and how to look into it without the
 * provider's help.
 */
public abstract class NodeProviderContract extends NodeProviderHooks {
    /** Makes the class a test; subclasses are public or package-private with a default constructor. */
    protected NodeProviderContract() {}

    /** What is known before anything is asked of the service. */
    @Nested
    class Declares {
        @Test
        void isFoundByServiceLoaderUnderAProperType() {
            assertThat(factory().type()).matches("[a-z][a-z0-9-]{0,31}");
            assertThat(ServiceLoader.load(NodeProviderFactory.class))
                    .as("META-INF/services/%s", NodeProviderFactory.class.getName())
                    .extracting(NodeProviderFactory::type)
                    .containsOnlyOnce(factory().type());
        }

        @Test
        void asksNobodyUntilItIsAsked() {
            try (NodeProvider provider = provider()) {
                assertThat(provider.id()).isEqualTo("contract");
                assertThat(provider.scope(tenant)).isNotBlank().isEqualTo(provider.scope(tenant));
                assertThat(provider.limits().pageSize()).isPositive();
                assertThat(provider.capabilities()).isEqualTo(provider.capabilities());
            }
            assertThat(transport.calls()).isEmpty();
        }

        @Test
        void refusesSettingsItDoesNotKnow() {
            Map<String, String> more = new HashMap<>(settings());
            more.put("no_such_setting", "x");
            Settings misspelt = Settings.of("nodes.contract", more);
            for (Consumer<Settings> use : List.<Consumer<Settings>>of(
                    factory()::hosts, given -> factory().create("contract", given, context()))) {
                assertThatThrownBy(() -> use.accept(misspelt))
                        .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                                .isEqualTo(ErrorCode.VALIDATION_ERROR))
                        .hasMessageContaining("no_such_setting");
            }
        }

        @Test
        void sendsToDeclaredHostsOnly() {
            Set<String> hosts = factory().hosts(Settings.of("nodes.contract", settings()));
            NodeFixture nodes = fixture();
            nodes.destroy(nodes.create());
            assertThat(transport.calls())
                    .extracting(call -> (call.uri().getScheme().equals("http") ? "http://" : "")
                            + call.uri().getRawAuthority())
                    .isSubsetOf(hosts);
        }
    }

    /** From a wish to a node. */
    @Nested
    class Creates {
        @Test
        void makesOneNodeThatCanBeFound() {
            NodeFixture nodes = fixture();
            NodeTags tags = nodes.tags();
            NodeRef ref = nodes.create(tags);
            assertThat(existing(tags.claim())).isOne();
            assertThat(ref.provider()).isEqualTo("contract");
            assertThat(nodes.found(ref).ref()).isEqualTo(ref);
        }

        @Test
        void givesTheNodeItsNameAndTags() {
            NodeFixture nodes = fixture();
            NodeTags tags = nodes.tags();
            ObservedNode node = nodes.found(nodes.create(tags));
            assertThat(node.name()).isEqualTo(tags.name().toString());
            assertThat(node.tags()).contains(tags);
        }

        @Test
        void keepsTheNodeWhenTheInstanceThatMadeItIsGone() {
            NodeProvider first = provider();
            NodeFixture nodes = fixture(first);
            NodeRef ref = nodes.create();
            first.close();
            first.close();
            try (NodeProvider second = provider()) {
                assertThat(second.get(ref, CALL)).isInstanceOf(Lookup.Found.class);
                NodeListing listing = second.list(NodeSelector.of(nodes.owner()), Optional.empty(), CALL);
                assertThat(((NodeListing.Page) listing).nodes())
                        .extracting(ObservedNode::ref)
                        .contains(ref);
            }
        }

        @Test
        void refusesANodeThatWouldBeOverdueAtOnce() {
            NodeFixture nodes = fixture();
            NodeTags late = nodes.tags(nodes.owner(), Instant.now().minusSeconds(5));
            assertThat(nodes(late)).isInstanceOf(CreateOutcome.Rejected.class);
            assertThat(existing(late.claim())).isZero();
        }

        @Test
        void makesNoSecondNodeOfANameWhenItClaimsThat() {
            try (NodeProvider provider = provider()) {
                if (provider.capabilities().contains(Capability.UNIQUE_NAMES)) {
                    NodeFixture nodes = fixture(provider);
                    NodeTags tags = nodes.tags();
                    NodeRef ref = nodes.create(tags);
                    assertThat(provider.create(nodes.spec(tags), CALL)).isEqualTo(new CreateOutcome.Exists(ref));
                    assertThat(existing(tags.claim())).isOne();
                }
            }
        }

        @Test
        void makesOneNodeOfParallelCreatesWhenItClaimsThat() throws Exception {
            try (NodeProvider one = provider();
                    NodeProvider another = provider()) {
                if (one.capabilities().contains(Capability.UNIQUE_NAMES)) {
                    NodeFixture nodes = fixture(one);
                    NodeTags tags = nodes.tags();
                    Set<NodeRef> refs = NodeFixture.createAtOnce(nodes.spec(tags), one, another);
                    assertThat(refs).hasSize(1);
                    assertThat(existing(tags.claim())).isOne();
                }
            }
        }

        private CreateOutcome nodes(NodeTags tags) {
            try (NodeProvider provider = provider()) {
                return provider.create(fixture(provider).spec(tags), CALL);
            }
        }
    }

    /** What is there. */
    @Nested
    class Lists {
        @Test
        void showsEveryNodeOfItsOwnerAndNoOther() {
            NodeFixture ours = fixture();
            NodeFixture theirs = fixture();
            Set<NodeRef> made = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                made.add(ours.create());
            }
            NodeRef foreign = theirs.create();
            NodeFixture.eventually("all are listed", () -> refs(ours.listAll()).containsAll(made));
            assertThat(refs(ours.listAll())).isEqualTo(made);
            assertThat(refs(theirs.listAll())).isEqualTo(Set.of(foreign));
        }

        @Test
        void showsANodeAtOnceWhenItClaimsThat() {
            try (NodeProvider provider = provider()) {
                if (provider.capabilities().contains(Capability.CONSISTENT_LIST)) {
                    NodeFixture nodes = fixture(provider);
                    NodeRef ref = nodes.create();
                    assertThat(refs(nodes.listAll())).contains(ref);
                }
            }
        }

        @Test
        void carriesTheTagsOfEachNode() {
            NodeFixture nodes = fixture();
            NodeTags tags = nodes.tags();
            NodeRef ref = nodes.create(tags);
            NodeFixture.eventually("it is listed", () -> refs(nodes.listAll()).contains(ref));
            assertThat(nodes.listAll()).singleElement().satisfies(node -> assertThat(node.tags())
                    .contains(tags));
        }

        @Test
        void saysThatItIsCompleteForTheScopesItAnswersFor() {
            NodeFixture nodes = fixture();
            NodeRef ref = nodes.create();
            assertThat(nodes.pages(NodeSelector.of(nodes.owner())))
                    .allSatisfy(page ->
                            assertThat(page.completeness().covers(ref.scope())).isTrue());
        }

        @Test
        void narrowsAListingToOneScope() {
            NodeFixture nodes = fixture();
            NodeRef ref = nodes.create();
            NodeFixture.eventually("it is listed", () -> refs(nodes.listAll()).contains(ref));
            assertThat(refs(nodes.listAll(NodeSelector.in(ref.scope(), nodes.owner()))))
                    .containsExactly(ref);
        }

        @Test
        void survivesACursorFromNowhere() {
            try (NodeProvider provider = provider()) {
                NodeListing listing = provider.list(
                        NodeSelector.of(NodeFixture.newOwner()), Optional.of(new Cursor("\"&limit=1\n..")), CALL);
                assertThat(listing).isNotNull();
            }
        }
    }

    /** From a node to nothing. */
    @Nested
    class Destroys {
        @Test
        void endsTheNodeAndNoOther() {
            NodeFixture nodes = fixture();
            NodeTags doomed = nodes.tags();
            NodeTags kept = nodes.tags();
            NodeRef ref = nodes.create(doomed);
            NodeRef other = nodes.create(kept);
            nodes.destroyUntilGone(ref);
            assertThat(existing(doomed.claim())).isZero();
            assertThat(existing(kept.claim())).isOne();
            assertThat(nodes.get(other)).isInstanceOf(Lookup.Found.class);
        }

        @Test
        void saysGoneAgainWhenItIsAskedAgain() {
            NodeFixture nodes = fixture();
            NodeRef ref = nodes.create();
            nodes.destroyUntilGone(ref);
            assertThat(nodes.destroy(ref)).isInstanceOf(DestroyOutcome.Gone.class);
            assertThat(nodes.get(ref)).isInstanceOf(Lookup.NotFound.class);
            NodeFixture.eventually("it is not listed", () -> nodes.listAll().isEmpty());
        }

        @Test
        void endsANodeGracefullyIfGivenTime() {
            try (NodeProvider provider = provider()) {
                NodeFixture nodes = fixture(provider);
                NodeTags tags = nodes.tags();
                NodeRef ref = nodes.create(tags);
                NodeFixture.eventually(
                        "a graceful end comes",
                        () -> provider.destroy(ref, DestroyMode.GRACEFUL, CALL) instanceof DestroyOutcome.Gone
                                || provider.get(ref, CALL) instanceof Lookup.NotFound);
                assertThat(existing(tags.claim())).isZero();
            }
        }

        @Test
        void neverTouchesWhatItCannotSee() {
            NodeFixture nodes = fixture();
            NodeTags tags = nodes.tags();
            NodeRef ref = nodes.create(tags);
            for (NodeRef foreign : List.of(
                    new NodeRef("another", ref.scope(), ref.externalId(), ref.uid()),
                    new NodeRef(ref.provider(), "elsewhere", ref.externalId(), ref.uid()))) {
                assertThat(nodes.get(foreign)).isInstanceOf(Lookup.Unavailable.class);
                assertThat(nodes.destroy(foreign)).isInstanceOf(DestroyOutcome.Blocked.class);
            }
            assertThat(existing(tags.claim())).isOne();
        }

        @Test
        void touchesNothingForAnIdThatIsNone() {
            NodeFixture nodes = fixture();
            NodeTags tags = nodes.tags();
            NodeRef ref = nodes.create(tags);
            for (String id : List.of("..", "../..", "x?force=true", "%2e%2e", "*", "-1", "0", "1", "x\r\ny", "é")) {
                NodeRef hostile = new NodeRef(ref.provider(), ref.scope(), id, id);
                assertThat(nodes.destroy(hostile)).as(id).isNotInstanceOf(DestroyOutcome.Accepted.class);
                assertThat(nodes.get(hostile)).as(id).isNotInstanceOf(Lookup.Found.class);
            }
            assertThat(existing(tags.claim())).isOne();
        }

        @Test
        void neverTakesAnInterruptForAnAnswer() {
            try (NodeProvider provider = provider()) {
                NodeFixture nodes = fixture(provider);
                NodeTags tags = nodes.tags();
                NodeRef ref = nodes.create(tags);
                assertThat(interrupted(() -> nodes.get(ref))).isNotInstanceOf(Lookup.NotFound.class);
                Object listing =
                        interrupted(() -> provider.list(NodeSelector.of(nodes.owner()), Optional.empty(), CALL));
                assertThat(!(listing instanceof NodeListing.Page page)
                                || refs(page.nodes()).contains(ref))
                        .isTrue();
                assertThat(interrupted(() -> provider.create(nodes.spec(tags), CALL)))
                        .isNotInstanceOf(CreateOutcome.Created.class);
                assertThat(existing(tags.claim())).isOne();
                Object destroyed = interrupted(() -> nodes.destroy(ref));
                assertThat(!(destroyed instanceof DestroyOutcome.Gone) || existing(tags.claim()) == 0)
                        .isTrue();
            }
        }

        @Test
        void sparesALaterNodeOfTheSameIdWhenItClaimsThat() {
            try (NodeProvider provider = provider()) {
                if (provider.capabilities().contains(Capability.CONDITIONAL_DELETE)) {
                    NodeFixture nodes = fixture(provider);
                    NodeTags tags = nodes.tags();
                    NodeRef ref = nodes.create(tags);
                    nodes.destroy(new NodeRef(ref.provider(), ref.scope(), ref.externalId(), "an-earlier-one"));
                    assertThat(existing(tags.claim())).isOne();
                }
            }
        }
    }

    /** The end nobody asks for. */
    @Nested
    class EndsByItself {
        @Test
        void atTheDeadlineWhenItClaimsThat() {
            NodeProvider provider = provider();
            NodeFixture nodes = fixture(provider);
            if (provider.capabilities().contains(Capability.NATIVE_TTL)) {
                NodeTags tags = nodes.tags(nodes.owner(), Instant.now().plusSeconds(2));
                NodeRef ref = nodes.create(tags);
                provider.close();
                NodeFixture.eventually("the deadline ends the node", () -> existing(tags.claim()) == 0);
                assertThat(fixture().get(ref)).isInstanceOf(Lookup.NotFound.class);
            }
        }

        @Test
        void whenItsWorkIsDoneIfItClaimsThat() {
            try (NodeProvider provider = provider()) {
                if (provider.capabilities().contains(Capability.SELF_DESTROY_ON_EXIT)) {
                    NodeFixture nodes = fixture(provider);
                    NodeTags tags = nodes.tags();
                    NodeRef ref = nodes.create(tags);
                    endWork(ref);
                    NodeFixture.eventually("the end of the work ends the node", () -> existing(tags.claim()) == 0);
                    assertThat(nodes.get(ref)).isInstanceOf(Lookup.NotFound.class);
                }
            }
        }
    }

    /** One test for each fault of {@link #faults}. */
    @TestFactory
    Stream<DynamicTest> tellsTheTruthWhenTheServiceFails() {
        return faults().stream()
                .sorted()
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> {
                    try (NodeProvider provider = provider()) {
                        new NodeFaultCheck(provider, fixture(provider), this).check(fault);
                    } finally {
                        leaveNothingRunning();
                    }
                }));
    }

    /** What a call on an interrupted thread answers; it leaves the interrupt to be seen. */
    private static Object interrupted(Supplier<Object> call) {
        Thread.currentThread().interrupt();
        Object answer = call.get();
        assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
        return answer;
    }

    private static Set<NodeRef> refs(List<ObservedNode> nodes) {
        Set<NodeRef> refs = new HashSet<>();
        nodes.forEach(node -> refs.add(node.ref()));
        return refs;
    }
}
