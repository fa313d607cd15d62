package dev.atom.cloud.local;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeRef;
import dev.atom.tck.BlockingTransport;
import dev.atom.tck.NodeFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A provider whose one image is a script of the test's. Ends what it started when it is closed. */
final class LocalFixture implements AutoCloseable {
    final TenantId tenant = new TenantId(UUID.randomUUID());
    final NodeProvider provider;
    final NodeFixture nodes;
    final Path state;

    LocalFixture(Path directory, String script) throws IOException {
        this(directory, script, Map.of());
    }

    LocalFixture(Path directory, String script, Map<String, String> more) throws IOException {
        state = directory.resolve("state");
        Path program = directory.resolve("work.sh");
        Files.writeString(program, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Map<String, String> settings = new HashMap<>(more);
        settings.put("state_directory", state.toString());
        settings.put("images", "work");
        settings.put("image.work", program.toString());
        provider = new LocalFactory()
                .create(
                        "local",
                        Settings.of("nodes.local", settings),
                        new ProviderContext(new BlockingTransport(), Clock.systemUTC()));
        nodes = fixture(tenant);
    }

    NodeFixture fixture(TenantId of) {
        return new NodeFixture(provider, new ImageRef("work"), of);
    }

    /** The processes of a node as {@code ps} sees them. */
    List<Long> pids(NodeRef node) {
        return PsView.pids("ATOM_NODE_ID=" + node.externalId());
    }

    /** A file of the node's working directory, once it is there. */
    String text(NodeRef node, String file) {
        Path path = state.resolve("nodes").resolve(nodes.found(node).name()).resolve(file);
        NodeFixture.eventually(file + " is written", () -> Files.exists(path));
        try {
            return Files.readString(path);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        nodes.listAll().forEach(node -> nodes.destroyUntilGone(node.ref()));
        provider.close();
    }
}
