package dev.atom.benchmarks.durable;

import dev.atom.core.audit.Actor;
import dev.atom.core.db.Database;
import dev.atom.core.db.EmbeddedDatabase;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenancy;
import dev.atom.core.tenant.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;

/** An embedded PostgreSQL with durable commits in a directory of its own. Blocks while it starts and ends. */
public final class DurableDatabase implements AutoCloseable {
    /** Who does what a benchmark does. */
    public static final Actor ACTOR = Actor.process("benchmark");

    private final Path directory;
    private final boolean kept;
    private final EmbeddedDatabase server;
    private final Database database;

    /** Opens one in a directory, which is kept; in one of its own, which is deleted at the end, when that is empty. */
    public static DurableDatabase open(String kept) throws IOException {
        return kept.isEmpty()
                ? new DurableDatabase(Files.createTempDirectory("atom-benchmark-"), false)
                : new DurableDatabase(Path.of(kept), true);
    }

    private DurableDatabase(Path directory, boolean kept) {
        this.directory = directory;
        this.kept = kept;
        server = EmbeddedDatabase.start(directory);
        database = Database.open(server.settings());
    }

    /** The database with its roles and tables. */
    public Database database() {
        return database;
    }

    /** A tenant that nobody had before. */
    public static Tenant newTenant(Tenancy tenancy) {
        Slug slug = new Slug("benchmark-" + UUID.randomUUID());
        return tenancy.tenants().create(ACTOR, new NewTenant(slug, "Benchmark", Plan.ENTERPRISE, AiMode.BYOK));
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
