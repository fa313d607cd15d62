package dev.atom.spi.node;

import java.time.Instant;
import java.util.Optional;

/**
 * A node as the provider shows it.
 *
 * @param ref where it is
 * @param name its name, whatever it is
 * @param state what it is doing
 * @param tags its tags; empty when one is missing or unreadable, as on a broken host
 * @param createdAt when it was made, by the provider's clock; empty when it does not say
 * @param host how the machine under it is
 */
public record ObservedNode(
        NodeRef ref,
        String name,
        NodeState state,
        Optional<NodeTags> tags,
        Optional<Instant> createdAt,
        HostHealth host) {
    /**
     * The claim it belongs to, from the tags or else from the name. From a name alone it justifies no destruction: only the
     * tags say which store the claim is in.
     */
    public Optional<ClaimId> claim() {
        return tags.map(NodeTags::claim).or(() -> NodeName.read(name).map(NodeName::claim));
    }

    /** The installation it belongs to, from the tags or else from the name. */
    public Optional<OwnerId> owner() {
        return tags.map(NodeTags::owner).or(() -> NodeName.read(name).map(NodeName::owner));
    }
}
