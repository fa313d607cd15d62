package dev.atom.spi.node;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of asking for a node. {@link Rejected} against {@link Ambiguous} is the line that leaks cross: when in doubt, it
 * is {@code Ambiguous}.
 */
public sealed interface CreateOutcome {
    /**
     * It was made.
     *
     * @param ref the new node
     */
    record Created(NodeRef ref) implements CreateOutcome {}

    /**
     * A node of this claim was there already, and its tags say so: it is this claim's node.
     *
     * @param ref the node that was there
     */
    record Exists(NodeRef ref) implements CreateOutcome {}

    /**
     * Certainly no node was made by this call, now or later.
     *
     * @param why what stood in the way
     * @param retryAfter how long to wait, when a later try may succeed; empty when the same request will fail again
     */
    record Rejected(Reason why, Optional<Duration> retryAfter) implements CreateOutcome {}

    /**
     * There may be a node, or there may be one within {@link ProviderLimits#createHorizon}: time-outs, lost connections,
     * faults of the provider. Look for it; do not ask for another under a different name.
     *
     * @param why what was seen
     */
    record Ambiguous(Reason why) implements CreateOutcome {}
}
