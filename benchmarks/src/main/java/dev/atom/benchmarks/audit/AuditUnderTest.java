package dev.atom.benchmarks.audit;

import dev.atom.benchmarks.durable.DurableDatabase;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Origin;
import dev.atom.spi.TenantId;
import java.io.IOException;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** An audit log and the tenants whose rows it gets. */
final class AuditUnderTest implements AutoCloseable {
    private final DurableDatabase durable;
    private final AuditLog log;
    private final List<TenantId> tenants;

    /** Over a database in that directory; see {@link DurableDatabase#open}. */
    AuditUnderTest(String directory, int tenants) throws IOException {
        durable = DurableDatabase.open(directory);
        log = new AuditLog(durable.database().tenants(), Clock.systemUTC());
        this.tenants = Stream.generate(() -> new TenantId(UUID.randomUUID()))
                .limit(tenants)
                .toList();
    }

    /** Commits so many rows of one of the tenants. */
    int record(int rows) {
        TenantId tenant = tenants.get(ThreadLocalRandom.current().nextInt(tenants.size()));
        List<AuditEvent> events = Collections.nCopies(rows, event(tenant));
        return durable.database().tenants().in(tenant, handle -> log.recordAll(handle, events)
                .size());
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
        durable.close();
    }
}
