package dev.atom.tck;

import static dev.atom.tck.NodeFixture.CALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.node.Capability;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link NodeProviderContract} about single nodes: how they come and how they go. */
abstract class NodeLifeContract extends NodeProviderHooks {
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

    /** What a call on an interrupted thread answers; it leaves the interrupt to be seen. */
    private static Object interrupted(Supplier<Object> call) {
        Thread.currentThread().interrupt();
        Object answer = call.get();
        assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
        return answer;
    }
}
