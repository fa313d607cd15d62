package dev.atom.core.node;

import dev.atom.spi.node.NodeRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Since when nodes without a claim have been seen, for providers that do not say how old they are. Forgotten when the process
 * ends, which only makes it more patient. Confined to the lock of its provider's cycles.
 */
final class Sightings {
    /** By how much clocks may differ. */
    static final Duration SKEW = Duration.ofMinutes(1);

    private Map<NodeRef, Instant> before = new HashMap<>();
    private Map<NodeRef, Instant> now = new HashMap<>();

    Instant since(NodeRef node, Instant time) {
        Instant first = now.getOrDefault(node, before.getOrDefault(node, time));
        now.put(node, first);
        return first;
    }

    /** Forgets what the complete list that ended did not show. */
    void endOfList() {
        before = now;
        now = new HashMap<>();
    }
}
