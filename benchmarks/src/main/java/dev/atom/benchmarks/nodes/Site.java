package dev.atom.benchmarks.nodes;

import dev.atom.benchmarks.durable.DurableDatabase;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.Database;
import dev.atom.core.node.NodeHost;
import dev.atom.core.node.NodeProviderConfig;
import dev.atom.core.node.NodeProviders;
import dev.atom.core.node.NodeService;
import dev.atom.core.node.NodeSettings;
import dev.atom.core.node.NodeTimes;
import dev.atom.core.node.OrphanCap;
import dev.atom.core.transport.JdkHttpTransport;
import dev.atom.spi.node.NodeProvider;
import dev.atom.spi.node.NodeProviderFactory;
import dev.atom.spi.node.OwnerId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;

/** A durable database, and what nodes need around it. */
final class Site implements AutoCloseable {
    static final OwnerId OWNER = new OwnerId("fleet");

    private final Path directory;
    private final DurableDatabase durable;
    private final JdkHttpTransport transport = new JdkHttpTransport();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Runnable> opened = new ArrayList<>();

    Site() throws IOException {
        directory = Files.createTempDirectory("atom-nodes-benchmark-");
        durable = DurableDatabase.open("");
    }

    /** For files; deleted at the end. */
    Path directory() {
        return directory;
    }

    Database database() {
        return durable.database();
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    NodeProvider provider(NodeProviderConfig config) {
        NodeProvider provider = NodeProviders.open(
                        List.of(config), ServiceLoader.load(NodeProviderFactory.class), transport, Clock.systemUTC())
                .get(0);
        opened.add(0, provider::close);
        return provider;
    }

    /** A service that does nothing by itself until it is started. */
    NodeService service(NodeProvider provider, Executor calls) {
        NodeService service = NodeService.open(
                new NodeHost(
                        database(),
                        new AuditLog(database().tenants(), Clock.systemUTC()),
                        List.of(provider),
                        Clock.systemUTC(),
                        calls,
                        meters),
                new NodeSettings(List.of(), Optional.of(OWNER), NodeTimes.DEFAULT, OrphanCap.DEFAULT));
        opened.add(0, service::close);
        return service;
    }

    @Override
    public void close() throws IOException {
        opened.forEach(Runnable::run);
        transport.close();
        durable.close();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
