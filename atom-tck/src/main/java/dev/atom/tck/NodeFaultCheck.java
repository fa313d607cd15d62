package dev.atom.tck;

import static dev.atom.tck.NodeFixture.CALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.node.Capability;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import java.util.List;
import java.util.Optional;

/** What a provider must say while its service goes wrong in one way, and how all must be well afterwards. */
final class NodeFaultCheck {
    private final NodeProvider provider;
    private final NodeFixture nodes;
    private final NodeProviderHooks service;

    NodeFaultCheck(NodeProvider provider, NodeFixture nodes, NodeProviderHooks service) {
        this.provider = provider;
        this.nodes = nodes;
        this.service = service;
    }

    void check(NodeFault fault) {
        switch (fault) {
            case CREATE_REPLY_LOST, CREATE_LATE, CREATE_FAILED -> createIsAmbiguous(fault);
            case CREATE_REFUSED -> createIsRejected(fault);
            case LIST_INCOMPLETE -> listSaysThatItIsIncomplete(fault);
            case LIST_SHORT_PAGES -> listGoesOnToTheMissingCursor(fault);
            case LIST_BREAKS_OFF -> listDoesNotEndWhereItBreaks(fault);
            case STATE_UNHEARD_OF -> unheardOfIsNotGone(fault);
            case TAGS_LOST -> nameStillTellsTheClaim(fault);
            case DESTROY_STUCK -> acceptedIsNotGone(fault);
            case DESTROY_REFUSED -> refusedDestroyIsBlocked(fault);
            case DESTROY_REPLY_LOST -> lostDestroyIsAmbiguous(fault);
            case RATE_LIMITED, CREDENTIAL_REFUSED, DOWN, UNREACHABLE -> nothingIsKnown(fault);
        }
    }

    /** Ambiguity that is reported as rejection is a leak. */
    private void createIsAmbiguous(NodeFault fault) {
        NodeTags tags = nodes.tags();
        service.inject(fault);
        assertThat(provider.create(nodes.spec(tags), CALL)).isInstanceOf(CreateOutcome.Ambiguous.class);
        heal();
        if (provider.capabilities().contains(Capability.UNIQUE_NAMES)) {
            CreateOutcome again = provider.create(nodes.spec(tags), CALL);
            assertThat(again).isInstanceOfAny(CreateOutcome.Created.class, CreateOutcome.Exists.class);
            assertThat(service.existing(tags.claim())).isOne();
        }
        int there = service.existing(tags.claim());
        NodeFixture.eventually(
                "what was made is listed",
                () -> nodes.listAll().stream()
                                .filter(node -> node.tags().filter(tags::equals).isPresent())
                                .count()
                        == there);
    }

    private void createIsRejected(NodeFault fault) {
        NodeTags tags = nodes.tags();
        service.inject(fault);
        assertThat(provider.create(nodes.spec(tags), CALL)).isInstanceOf(CreateOutcome.Rejected.class);
        heal();
        assertThat(service.existing(tags.claim())).isZero();
    }

    private void listSaysThatItIsIncomplete(NodeFault fault) {
        NodeRef ref = nodes.create();
        service.inject(fault);
        NodeListing listing = provider.list(NodeSelector.of(nodes.owner()), Optional.empty(), CALL);
        if (listing instanceof NodeListing.Page page) {
            assertThat(page.completeness().covers(ref.scope())).isFalse();
        }
    }

    private void listGoesOnToTheMissingCursor(NodeFault fault) {
        List<NodeRef> made = List.of(nodes.create(), nodes.create(), nodes.create());
        service.inject(fault);
        assertThat(nodes.listAll()).extracting(ObservedNode::ref).containsAll(made);
    }

    private void listDoesNotEndWhereItBreaks(NodeFault fault) {
        List<NodeRef> made = List.of(nodes.create(), nodes.create(), nodes.create());
        service.inject(fault);
        boolean broke = false;
        int seen = 0;
        Optional<Cursor> at = Optional.empty();
        do {
            NodeListing listing = provider.list(NodeSelector.of(nodes.owner()), at, CALL);
            at = Optional.empty();
            if (listing instanceof NodeListing.Page page) {
                seen += page.nodes().size();
                broke |= !page.completeness().complete();
                at = page.next();
            } else {
                broke = true;
            }
        } while (at.isPresent());
        assertThat(broke || seen >= made.size())
                .as("fewer nodes, and no word of it")
                .isTrue();
    }

    private void unheardOfIsNotGone(NodeFault fault) {
        NodeRef ref = nodes.create();
        service.inject(fault);
        assertThat(nodes.found(ref).state()).isEqualTo(NodeState.UNKNOWN);
        assertThat(nodes.listAll()).extracting(ObservedNode::ref).contains(ref);
    }

    private void nameStillTellsTheClaim(NodeFault fault) {
        NodeTags tags = nodes.tags();
        NodeRef ref = nodes.create(tags);
        service.inject(fault);
        ObservedNode node = nodes.found(ref);
        assertThat(node.tags()).isEmpty();
        assertThat(node.claim()).contains(tags.claim());
        assertThat(nodes.listAll()).extracting(ObservedNode::ref).contains(ref);
    }

    /** L6: "delete accepted" taken for "deleted". */
    private void acceptedIsNotGone(NodeFault fault) {
        NodeTags tags = nodes.tags();
        NodeRef ref = nodes.create(tags);
        service.inject(fault);
        assertThat(nodes.destroy(ref)).isInstanceOf(DestroyOutcome.Accepted.class);
        assertThat(nodes.destroy(ref)).isNotInstanceOf(DestroyOutcome.Gone.class);
        assertThat(nodes.get(ref)).isInstanceOf(Lookup.Found.class);
        assertThat(service.existing(tags.claim())).isOne();
    }

    /** L8: a node that cannot be destroyed in its state, or under somebody's lock, must not be forgotten. */
    private void refusedDestroyIsBlocked(NodeFault fault) {
        NodeTags tags = nodes.tags();
        NodeRef ref = nodes.create(tags);
        service.inject(fault);
        assertThat(nodes.destroy(ref)).isInstanceOf(DestroyOutcome.Blocked.class);
        assertThat(service.existing(tags.claim())).isOne();
    }

    private void lostDestroyIsAmbiguous(NodeFault fault) {
        NodeRef ref = nodes.create();
        service.inject(fault);
        assertThat(nodes.destroy(ref)).isInstanceOf(DestroyOutcome.Ambiguous.class);
        heal();
        nodes.destroyUntilGone(ref);
    }

    /** L11: "could not ask" treated like "not found". */
    private void nothingIsKnown(NodeFault fault) {
        NodeTags tags = nodes.tags();
        NodeRef ref = nodes.create(tags);
        NodeTags more = nodes.tags();
        service.inject(fault);
        assertThat(nodes.get(ref)).isInstanceOf(Lookup.Unavailable.class);
        assertThat(provider.list(NodeSelector.of(nodes.owner()), Optional.empty(), CALL))
                .isInstanceOf(NodeListing.Unavailable.class);
        assertThat(provider.destroy(ref, DestroyMode.FORCED, CALL))
                .isInstanceOfAny(DestroyOutcome.Blocked.class, DestroyOutcome.Ambiguous.class);
        CreateOutcome created = provider.create(nodes.spec(more), CALL);
        assertThat(created).isInstanceOfAny(CreateOutcome.Rejected.class, CreateOutcome.Ambiguous.class);
        if (fault == NodeFault.UNREACHABLE || fault == NodeFault.DOWN) {
            assertThat(created).isInstanceOf(CreateOutcome.Ambiguous.class);
        }
        heal();
        assertThat(nodes.get(ref)).isInstanceOf(Lookup.Found.class);
    }

    private void heal() {
        service.heal();
        service.landLateCreates();
    }
}
