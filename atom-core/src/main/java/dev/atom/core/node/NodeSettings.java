package dev.atom.core.node;

import dev.atom.spi.node.OwnerId;
import java.util.List;
import java.util.Optional;

/**
 * How nodes are run.
 *
 * @param providers those to activate; copied
 * @param owner the installation's name in a cloud account; unless set, one made from the database, which two copies of one
 *     database would share
 * @param times how long things may take
 * @param cap how many nodes without a claim may be destroyed in one cycle
 */
public record NodeSettings(
        List<NodeProviderConfig> providers, Optional<OwnerId> owner, NodeTimes times, OrphanCap cap) {
    /** No provider. */
    public static final NodeSettings NONE =
            new NodeSettings(List.of(), Optional.empty(), NodeTimes.DEFAULT, OrphanCap.DEFAULT);

    /** Copies the providers. */
    public NodeSettings {
        providers = List.copyOf(providers);
    }
}
