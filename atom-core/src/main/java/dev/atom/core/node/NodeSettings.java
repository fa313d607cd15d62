package dev.atom.core.node;

import dev.atom.spi.node.OwnerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How nodes are run.
 *
 * @param providers those to activate; copied
 * @param owner the installation's name in a cloud account; unless set, one made from the database, which two copies of one
 *     database would share
 * @param times how long things may take
 * @param cap how many nodes without a claim may be destroyed in the time of one cycle
 * @param keepDecisions how long decisions about nodes stay on record, a day or more
 */
public record NodeSettings(
        List<NodeProviderConfig> providers,
        Optional<OwnerId> owner,
        NodeTimes times,
        OrphanCap cap,
        Duration keepDecisions) {
    /** How long decisions stay on record when nobody says: 90 days. */
    public static final Duration USUAL_RECORD = Duration.ofDays(90);

    /** No provider. */
    public static final NodeSettings NONE =
            new NodeSettings(List.of(), Optional.empty(), NodeTimes.DEFAULT, OrphanCap.DEFAULT);

    /** Copies the providers; refuses to forget what may still be looked for. */
    public NodeSettings {
        providers = List.copyOf(providers);
        if (keepDecisions.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("decisions about nodes stay for a day or more, not " + keepDecisions);
        }
    }

    /** With decisions that stay as long as usual. */
    public NodeSettings(List<NodeProviderConfig> providers, Optional<OwnerId> owner, NodeTimes times, OrphanCap cap) {
        this(providers, owner, times, cap, USUAL_RECORD);
    }
}
