package dev.atom.cloud.local;

import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Nodes made out of the processes that carry their ids. */
final class LocalNode {
    private LocalNode() {}

    /**
     * The nodes these processes belong to; what a node says about itself is what its oldest process
     * says, of those that still have their environment.
     */
    static List<ObservedNode> of(Collection<TaggedProcess> processes, String provider, String scope, String bootId) {
        Map<String, List<TaggedProcess>> byNode =
                processes.stream().collect(Collectors.groupingBy(TaggedProcess::node));
        return byNode.entrySet().stream()
                .map(node -> new NodeRef(provider, scope, node.getKey(), bootId))
                .map(ref -> observed(ref, byNode.getOrDefault(ref.externalId(), List.of())))
                .toList();
    }

    private static ObservedNode observed(NodeRef ref, List<TaggedProcess> processes) {
        Map<String, String> environment = processes.stream()
                .min(Comparator.comparing(
                                (TaggedProcess process) -> !process.tags().containsKey(NodeLauncher.CREATED))
                        .thenComparingLong(TaggedProcess::startTicks))
                .map(TaggedProcess::tags)
                .orElse(Map.of());
        Map<String, String> tags = new HashMap<>();
        environment.forEach((key, value) -> tags.put(key.toLowerCase(Locale.ROOT), value));
        return new ObservedNode(
                ref,
                environment.getOrDefault(NodeLauncher.NAME, ""),
                NodeState.RUNNING,
                NodeTags.read(tags),
                instant(environment.getOrDefault(NodeLauncher.CREATED, "")),
                HostHealth.OK);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException damaged) {
            return Optional.empty();
        }
    }
}
