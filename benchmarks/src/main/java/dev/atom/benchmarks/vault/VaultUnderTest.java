package dev.atom.benchmarks.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Database;
import dev.atom.core.db.EmbeddedDatabase;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenancy;
import dev.atom.core.tenant.TenancySettings;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.core.vault.SealedKeyVault;
import dev.atom.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A vault with one tenant's key in it, over an embedded PostgreSQL with durable commits in a directory of its own. */
final class VaultUnderTest implements AutoCloseable {
    static final KeyName NAME = new KeyName("openai");

    private final Path directory;
    private final boolean kept;
    private final EmbeddedDatabase server;
    private final Database database;
    private final MasterKeyWrapper wrapper;
    private SealedKeyVault vault;
    private final Caller caller;

    /** Opens a vault in a directory, which is kept; in one of its own, which is deleted at the end, when that is empty. */
    static VaultUnderTest open(String kept) throws IOException {
        return kept.isEmpty()
                ? new VaultUnderTest(Files.createTempDirectory("atom-vault-benchmark-"), false)
                : new VaultUnderTest(Path.of(kept), true);
    }

    private VaultUnderTest(Path directory, boolean kept) {
        var random = new SecureRandom();
        this.directory = directory;
        this.kept = kept;
        server = EmbeddedDatabase.start(directory);
        database = Database.open(server.settings());
        try (var masterKey = Secret.copyOf(random.generateSeed(32))) {
            wrapper = MasterKeyWrapper.of(masterKey, List.of(), random);
        }
        vault = SealedKeyVault.over(database, wrapper).build();
        var tenants = new Tenancy(
                        database, vault, new TenancySettings(Clock.systemUTC(), System::nanoTime, Optional.empty()))
                .tenants();
        var tenant = tenants.create(
                Actor.process("benchmark"),
                new NewTenant(new Slug("benchmark-" + UUID.randomUUID()), "Benchmark", Plan.ENTERPRISE, AiMode.BYOK));
        caller = Caller.process(tenant.id(), "benchmark");
        put();
    }

    /** Closes the vault and opens another over the same database. */
    void reopen() {
        vault.close();
        vault = SealedKeyVault.over(database, wrapper).build();
    }

    /** Stores the key's next version. */
    int put() {
        try (var value = Secret.copyOf("sk-benchmark-0123456789abcdefghijklmnopqrstuvwxyz".getBytes(UTF_8))) {
            return vault.put(caller, NAME, value, Optional.of("openai")).version();
        }
    }

    /** Opens the key and looks at it, as a call to a provider does. */
    int use() {
        try (var key = vault.open(caller, NAME, "benchmark")
                .toCompletableFuture()
                .join()
                .orElseThrow()) {
            return key.secret().use(bytes -> bytes.length);
        }
    }

    @Override
    public void close() throws IOException {
        vault.close();
        wrapper.close();
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
