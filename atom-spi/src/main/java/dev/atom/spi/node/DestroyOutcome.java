package dev.atom.spi.node;

import java.time.Duration;
import java.util.Optional;

/** What came of asking for a node's end. Asking again is always allowed. */
public sealed interface DestroyOutcome {
    /** The provider will do it. It is not gone yet: only {@link Gone} or {@link Lookup.NotFound} say so. */
    record Accepted() implements DestroyOutcome {}

    /** It is gone for certain, by this call or before. */
    record Gone() implements DestroyOutcome {}

    /**
     * The provider would not, and the node is still there.
     *
     * @param why what stood in the way
     * @param retryAfter how long to wait, when that is known
     */
    record Blocked(Reason why, Optional<Duration> retryAfter) implements DestroyOutcome {}

    /**
     * It may have been accepted or not.
     *
     * @param why what was seen
     */
    record Ambiguous(Reason why) implements DestroyOutcome {}
}
