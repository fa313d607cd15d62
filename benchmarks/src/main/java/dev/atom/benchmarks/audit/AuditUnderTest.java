package dev.atom.benchmarks.audit;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Origin;
import dev.atom.core.db.Database;
import dev.atom.core.db.EmbeddedDatabase;
import dev.atom.spi.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** An audit log over an embedded PostgreSQL with durable commits in a directory of its own. */
final class AuditUnderTest implements AutoCloseable {
    private final Path directory;
    private final boolean kept;
    private final EmbeddedDatabase server;
    private final Database database;
    private final AuditLog log;
    private final List<TenantId> tenants;

    /** Opens one in a directory, which is kept; in one of its own, which is deleted at the end, when that is empty. */
    static AuditUnderTest open(String kept, int tenants) throws IOException {
        return kept.isEmpty()
                ? new AuditUnderTest(Files.createTempDirectory("atom-audit-benchmark-"), false, tenants)
                : new AuditUnderTest(Path.of(kept), true, tenants);
    }

    private AuditUnderTest(Path directory, boolean kept, int tenants) {
        this.directory = directory;
        this.kept = kept;
        server = EmbeddedDatabase.start(directory);
        database = Database.open(server.settings());
        log = new AuditLog(database.tenants(), Clock.systemUTC());
        this.tenants = Stream.generate(() -> new TenantId(UUID.randomUUID()))
                .limit(tenants)
                .toList();
    }

    /** Commits so many rows of one of the tenants. */
    int record(int rows) {
        TenantId tenant = tenants.get(ThreadLocalRandom.current().nextInt(tenants.size()));
        List<AuditEvent> events = Collections.nCopies(rows, event(tenant));
        return database.tenants()
                .in(tenant, handle -> log.recordAll(handle, events).size());
    }

    private static AuditEvent event(TenantId tenant) {
        Origin origin = new Origin(
                Optional.of("0c1f2c0e-4a54-4a4c-8c88-0d3c6b5e8d1d"),
                Optional.of("203.0.113.77"),
                Optional.of("benchmark/1.0"));
        Actor actor = new Actor(Actor.Kind.API_KEY, "1c1f2c0e-4a54-4a4c-8c88-0d3c6b5e8d1d", origin);
        Map<String, String> details = Map.of("purpose", "chat", "outcome", "granted", "version", "1");
        return new AuditEvent(tenant, actor, "vault.use", "key/openai", details);
    }

    @Override
    public void close() throws IOException {
        database.close();
        server.close();
        if (kept) {
            return;
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
