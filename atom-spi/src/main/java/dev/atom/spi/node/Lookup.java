package dev.atom.spi.node;

import java.time.Duration;
import java.util.Optional;

/** What came of asking for one node. "Could not ask" and "not there" are different answers and never stand for each other. */
public sealed interface Lookup {
    /**
     * It exists.
     *
     * @param node as the provider shows it
     */
    record Found(ObservedNode node) implements Lookup {}

    /** The provider says for certain that it does not exist, or exists no longer. */
    record NotFound() implements Lookup {}

    /**
     * Not known: the provider could not be asked, refused to say, or cannot see that scope.
     *
     * @param why what stood in the way
     * @param retryAfter how long to wait, when that is known
     */
    record Unavailable(Reason why, Optional<Duration> retryAfter) implements Lookup {}
}
