package dev.atom.cloud.local;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.ProviderContext;
import dev.atom.spi.Settings;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeProviderFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Type {@code local-process}. Linux only. Settings: {@code state_directory} (required, absolute; private to ATOM's user),
 * {@code images} (required, comma-separated names) and for each {@code image.NAME}, a program and its arguments separated by
 * spaces, run without a shell; {@code host} (the scope; the host's name unless set), {@code multi_tenant} ({@code true} to let
 * tenants share a machine that does not keep them apart), {@code path} (the nodes' {@code PATH}), {@code cgroup} (a delegated
 * cgroup v2 directory, in which each node gets a group of its own).
 */
public final class LocalFactory implements NodeProviderFactory {
    private static final Path PROC = Path.of("/proc");

    /** For {@link java.util.ServiceLoader}. */
    public LocalFactory() {}

    @Override
    public String type() {
        return "local-process";
    }

    @Override
    public Set<String> hosts(Settings settings) {
        LocalSettings.read(settings);
        return Set.of();
    }

    @Override
    public NodeProvider create(String id, Settings settings, ProviderContext context) {
        if (!Files.isReadable(PROC.resolve("self/environ"))) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "node provider " + id + " needs Linux with a readable /proc: use another type here");
        }
        LocalSettings read = LocalSettings.read(settings);
        return new LocalProvider(id, read, PROC, StateDirectory.open(read.state(), context.clock()), context.clock());
    }
}
