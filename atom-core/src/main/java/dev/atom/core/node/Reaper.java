package dev.atom.core.node;

import dev.atom.core.node.ReconcileReport.Finding;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.OwnerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The last resort, for when the store is lost: needs nothing but the providers, and destroys the nodes of one installation
 * whose deadline, as written on themselves, is over. Nodes without a readable deadline are shown and left.
 */
public final class Reaper {
    private final OwnerId owner;
    private final InstantSource clock;
    private final Duration timeout;
    private final Pace pace;

    /**
     * A reaper.
     *
     * @param owner whose nodes
     * @param clock compared with the deadlines, a minute for the difference of clocks
     * @param timeout for one call to a provider
     */
    public Reaper(OwnerId owner, InstantSource clock, Duration timeout) {
        this(owner, clock, timeout, Reaper::waited);
    }

    Reaper(OwnerId owner, InstantSource clock, Duration timeout, Pace pace) {
        this.owner = owner;
        this.clock = clock;
        this.timeout = timeout;
        this.pace = pace;
    }

    /**
     * Goes through one provider's nodes. Blocks, and waits where the provider's limits on the rate of calls say so. What came of each
     * node that it asked to be ended is in the finding.
     */
    public ReconcileReport reap(NodeProvider provider, ReconcileMode mode) {
        ProviderCalls calls = new ProviderCalls(provider, new Breaker(clock), timeout);
        List<Finding> findings = new ArrayList<>();
        int[] nodes = {0};
        Walk walk = new Walk(calls, NodeSelector.of(owner), pace, System::nanoTime);
        walk.run(page -> {
            for (ObservedNode node : page.nodes()) {
                nodes[0] += look(calls, node, mode, findings) ? 1 : 0;
            }
        });
        return new ReconcileReport(
                provider.id(),
                mode,
                walk.problem().isEmpty(),
                walk.problem(),
                nodes[0],
                findings.size(),
                0,
                0,
                findings);
    }

    private static boolean waited(Duration wait) {
        try {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            return true;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean look(ProviderCalls calls, ObservedNode node, ReconcileMode mode, List<Finding> findings) {
        if (node.owner().filter(owner::equals).isEmpty()) {
            return false;
        }
        Instant latest = clock.instant().minus(Sightings.SKEW);
        Optional<Instant> deadline = node.tags().map(NodeTags::deadline);
        if (deadline.isEmpty()) {
            findings.add(Finding.of(new Decision(Decision.Kind.QUARANTINE, "its tags cannot be read", Map.of()), node));
        } else if (deadline.get().isBefore(latest)) {
            Finding over =
                    Finding.of(new Decision(Decision.Kind.DESTROY_ORPHAN, "its deadline is over", Map.of()), node);
            findings.add(mode == ReconcileMode.ENFORCE ? over.with(calls.destroy(node.ref())) : over);
        }
        return true;
    }
}
