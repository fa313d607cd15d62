package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.Capability;
import dev.atom.spi.node.Completeness;
import dev.atom.spi.node.CreateOutcome;
import dev.atom.spi.node.Cursor;
import dev.atom.spi.node.DestroyMode;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.HostHealth;
import dev.atom.spi.node.Lookup;
import dev.atom.spi.node.NodeListing;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.NodeSpec;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.ProviderLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cloud of files: each node is one, named at random, with its tags as lines. Outlives every process that uses it. */
record DirectoryCloud(Path directory) implements NodeProvider {
    static final String ID = "files";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.CONSISTENT_LIST, Capability.TAG_ON_CREATE);
    }

    @Override
    public ProviderLimits limits() {
        return new ProviderLimits(100, Duration.ofMinutes(5), Duration.ZERO, Duration.ofMinutes(5), Map.of());
    }

    @Override
    public String scope(TenantId tenant) {
        return "hall";
    }

    @Override
    public CreateOutcome create(NodeSpec spec, CallContext call) {
        String id = UUID.randomUUID().toString();
        String lines = spec.tags().toMap().entrySet().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining("\n"));
        try {
            Path draft = Files.writeString(directory.resolve("." + id), lines);
            Files.move(draft, directory.resolve(id));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new CreateOutcome.Created(new NodeRef(ID, "hall", id, id));
    }

    @Override
    public Lookup get(NodeRef ref, CallContext call) {
        Path file = directory.resolve(ref.externalId());
        return Files.exists(file) ? new Lookup.Found(read(file)) : new Lookup.NotFound();
    }

    @Override
    public NodeListing list(NodeSelector selector, Optional<Cursor> from, CallContext call) {
        return new NodeListing.Page(
                files().stream()
                        .map(DirectoryCloud::read)
                        .filter(selector::selects)
                        .toList(),
                Optional.empty(),
                Completeness.full(Instant.now()));
    }

    @Override
    public DestroyOutcome destroy(NodeRef ref, DestroyMode mode, CallContext call) {
        try {
            Files.deleteIfExists(directory.resolve(ref.externalId()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new DestroyOutcome.Gone();
    }

    List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static ObservedNode read(Path file) {
        Map<String, String> tags = new HashMap<>();
        try {
            Files.readAllLines(file).forEach(line -> tags.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        String id = file.getFileName().toString();
        NodeTags read = NodeTags.read(tags).orElseThrow();
        return new ObservedNode(
                new NodeRef(ID, "hall", id, id),
                read.name().toString(),
                NodeState.RUNNING,
                Optional.of(read),
                Optional.empty(),
                HostHealth.OK);
    }
}
