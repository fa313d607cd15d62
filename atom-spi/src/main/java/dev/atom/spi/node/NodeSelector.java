package dev.atom.spi.node;

import java.util.Optional;

/**
 * Which nodes a listing is about.
 *
 * @param owner whose nodes
 * @param scope only those in it; empty for all
 */
public record NodeSelector(OwnerId owner, Optional<String> scope) {
    /** All nodes of an installation. */
    public static NodeSelector of(OwnerId owner) {
        return new NodeSelector(owner, Optional.empty());
    }

    /** The nodes of an installation in one scope. */
    public static NodeSelector in(String scope, OwnerId owner) {
        return new NodeSelector(owner, Optional.of(scope));
    }

    /** Whether a node belongs here: by its tags, or by its name when they cannot be read. */
    public boolean selects(ObservedNode node) {
        return node.owner().filter(owner::equals).isPresent()
                && scope.map(node.ref().scope()::equals).orElse(true);
    }
}
