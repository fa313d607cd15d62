package dev.atom.core.node;

import dev.atom.spi.node.Completeness;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The pages of one listing, first to last. A page that comes too soon for the provider's rate limit is asked for again when the
 * provider says that it may be: a fleet of many pages would otherwise never be seen whole. Used once.
 */
final class Walk {
    private static final int MOST_WAITS = 5;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration MOST_WAITED = Duration.ofMinutes(30);

    private final ProviderCalls calls;
    private final NodeSelector selector;
    private final Pace pace;
    private final LongSupplier clock;
    private final List<Completeness> pages = new ArrayList<>();
    private Optional<String> problem = Optional.empty();
    private Duration waited = Duration.ZERO;
    private long nanos;

    /**
     * A walk.
     *
     * @param clock monotonic nanoseconds
     */
    Walk(ProviderCalls calls, NodeSelector selector, Pace pace, LongSupplier clock) {
        this.calls = calls;
        this.selector = selector;
        this.pace = pace;
        this.clock = clock;
    }

    /** Hands over each page before the next one is asked for. Blocks. */
    void run(Consumer<NodeListing.Page> each) {
        Set<Cursor> before = new HashSet<>();
        Optional<Cursor> next = Optional.empty();
        do {
            NodeListing listing = page(next);
            if (listing instanceof NodeListing.Unavailable away) {
                problem = Optional.of(NodeParts.shortened(away.why().toString()));
                return;
            }
            if (listing instanceof NodeListing.Page page) {
                take(page, each);
                next = page.next();
            }
            if (next.filter(cursor -> !before.add(cursor)).isPresent()) {
                problem = Optional.of("the provider's pages go round in a circle");
                return;
            }
            if (next.isPresent()) {
                pace.onward();
            }
        } while (next.isPresent());
    }

    private NodeListing page(Optional<Cursor> from) {
        long began = clock.getAsLong();
        NodeListing listing = calls.list(selector, from);
        for (int waits = 0; waits < MOST_WAITS && comesTooSoon(listing) && waits(wait(listing)); waits++) {
            listing = calls.list(selector, from);
        }
        nanos += clock.getAsLong() - began;
        return listing;
    }

    private boolean waits(Duration wait) {
        waited = waited.plus(wait);
        return waited.compareTo(MOST_WAITED) <= 0 && pace.waited(wait);
    }

    private void take(NodeListing.Page page, Consumer<NodeListing.Page> each) {
        pages.add(page.completeness());
        if (!page.completeness().complete()) {
            problem = Optional.of("the provider could not answer for "
                    + NodeParts.shortened(String.join(", ", page.completeness().missing())));
        }
        each.accept(page);
    }

    private static boolean comesTooSoon(NodeListing listing) {
        return listing instanceof NodeListing.Unavailable away
                && away.why().kind() == Reason.Kind.RATE_LIMITED
                && away.retryAfter()
                        .filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0)
                        .isPresent();
    }

    private static Duration wait(NodeListing listing) {
        return listing instanceof NodeListing.Unavailable away
                ? away.retryAfter().orElse(LONGEST_WAIT)
                : Duration.ZERO;
    }

    /** Why what was not on a page may be there all the same; empty when every page came and was complete. */
    Optional<String> problem() {
        return problem;
    }

    /** Whether absence from these pages says anything about a node in that scope. */
    boolean covers(String scope) {
        return problem.isEmpty() && pages.stream().allMatch(page -> page.covers(scope));
    }

    /** How long the provider took, waits for its limits included. */
    long nanos() {
        return nanos;
    }
}
