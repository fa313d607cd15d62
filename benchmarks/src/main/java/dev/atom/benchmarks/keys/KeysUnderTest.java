package dev.atom.benchmarks.keys;

import dev.atom.core.audit.Actor;
import dev.atom.core.db.Database;
import dev.atom.core.db.EmbeddedDatabase;
import dev.atom.core.identity.KeyRequest;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.RequestFacts;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenancy;
import dev.atom.core.tenant.TenancySettings;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.core.vault.SealedKeyVault;
import dev.atom.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A tenancy over an embedded PostgreSQL in a directory of its own, with one tenant's key. */
final class KeysUnderTest implements AutoCloseable {
    private static final Actor ACTOR = Actor.process("benchmark");

    private final Path directory;
    private final boolean kept;
    private final EmbeddedDatabase server;
    private final Database database;
    private final MasterKeyWrapper wrapper;
    private final SealedKeyVault vault;
    private final Tenancy tenancy;
    private final String key;

    /** Opens one in a directory, which is kept; in one of its own, which is deleted at the end, when that is empty. */
    static KeysUnderTest open(String kept) throws IOException {
        return kept.isEmpty()
                ? new KeysUnderTest(Files.createTempDirectory("atom-key-benchmark-"), false)
                : new KeysUnderTest(Path.of(kept), true);
    }

    private KeysUnderTest(Path directory, boolean kept) {
        this.directory = directory;
        this.kept = kept;
        server = EmbeddedDatabase.start(directory);
        database = Database.open(server.settings());
        try (var masterKey = Secret.copyOf(new byte[32])) {
            wrapper = MasterKeyWrapper.of(masterKey, List.of(), new SecureRandom());
        }
        vault = SealedKeyVault.over(database, wrapper).build();
        tenancy = tenancy();
        Tenant tenant = tenancy.tenants()
                .create(
                        ACTOR,
                        new NewTenant(
                                new Slug("benchmark-" + UUID.randomUUID()), "Benchmark", Plan.ENTERPRISE, AiMode.BYOK));
        try (var issued = tenancy.apiKeys().issue(ACTOR, tenant.id(), KeyRequest.of("benchmark"))) {
            key = issued.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        }
    }

    private Tenancy tenancy() {
        return new Tenancy(database, vault, TenancySettings.system(Optional.empty()));
    }

    String key() {
        return key;
    }

    ResolvedCaller resolve(RequestFacts facts) {
        return tenancy.resolver().resolve(facts);
    }

    /** By a resolver that remembers nothing. */
    ResolvedCaller resolveAnew(RequestFacts facts) {
        return tenancy().resolver().resolve(facts);
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
