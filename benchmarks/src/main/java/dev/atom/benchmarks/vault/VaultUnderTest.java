package dev.atom.benchmarks.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.atom.benchmarks.durable.DurableDatabase;
import dev.atom.core.audit.Caller;
import dev.atom.core.tenant.Tenancy;
import dev.atom.core.tenant.TenancySettings;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.core.vault.SealedKeyVault;
import dev.atom.spi.Secret;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** A vault with one tenant's key in it. */
final class VaultUnderTest implements AutoCloseable {
    static final KeyName NAME = new KeyName("openai");

    private final DurableDatabase durable;
    private final MasterKeyWrapper wrapper;
    private SealedKeyVault vault;
    private final Caller caller;

    /** Over a database in that directory; see {@link DurableDatabase#open}. */
    VaultUnderTest(String directory) throws IOException {
        var random = new SecureRandom();
        durable = DurableDatabase.open(directory);
        try (var masterKey = Secret.copyOf(random.generateSeed(32))) {
            wrapper = MasterKeyWrapper.of(masterKey, List.of(), random);
        }
        vault = SealedKeyVault.over(durable.database(), wrapper).build();
        var tenancy = new Tenancy(durable.database(), vault, TenancySettings.system(Optional.empty()));
        caller = Caller.process(DurableDatabase.newTenant(tenancy).id(), "benchmark");
        put();
    }

    /** Closes the vault and opens another over the same database. */
    void reopen() {
        vault.close();
        vault = SealedKeyVault.over(durable.database(), wrapper).build();
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
        durable.close();
    }
}
