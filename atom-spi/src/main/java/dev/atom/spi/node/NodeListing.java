package dev.atom.spi.node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What came of asking for one page of nodes. */
public sealed interface NodeListing {
    /**
     * A page. It may be short or empty although more follow: only a missing {@code next} is the end.
     *
     * @param nodes the nodes; copied
     * @param next where the next page begins; empty at the end
     * @param completeness what absence from this page is worth
     */
    record Page(List<ObservedNode> nodes, Optional<Cursor> next, Completeness completeness) implements NodeListing {
        /** Copies the nodes. */
        public Page {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * The page could not be had. Says nothing about any node.
     *
     * @param why what stood in the way
     * @param retryAfter how long to wait, when that is known; the same cursor may be asked for again
     */
    record Unavailable(Reason why, Optional<Duration> retryAfter) implements NodeListing {}
}
