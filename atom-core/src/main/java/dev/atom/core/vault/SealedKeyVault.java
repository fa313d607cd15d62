package dev.atom.core.vault;

import com.github.benmanes.caffeine.cache.Scheduler;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Database;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.SystemDb;
import dev.atom.spi.AtomException;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link KeyVault} on PostgreSQL. A master key, held by the {@link KeyWrapper}, wraps each tenant's data key; each value is
 * sealed under a key of its own derived from that. The stages of {@link #open} complete on the vault's few threads: what follows on
 * the same thread must not block, and must not wait for another open.
 *
 * <p>A tenant that was shredded takes no keys any more. An open that was under way when the shredding committed may still
 * give its value; one that begins after never does.
 */
public final class SealedKeyVault implements KeyVault, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SealedKeyVault.class);
    private static final int CACHED_DATA_KEYS = 10_000;

    private final VaultParts parts;
    private final VaultThreads workers;
    private final DataKeyCache cache;
    private final DataKeys dataKeys;
    private final KeyWriter writer;
    private final KeyOpener opener;
    private final Rotation rotation;
    private final MasterKeyChange masterKeys;
    private final Shredding shredding;
    private final KeyTransfer transfer;

    /** Begins a vault in the database, under the master keys of the wrapper; both stay the caller's to close, after the vault. */
    public static KeyVaultBuilder over(Database database, KeyWrapper wrapper) {
        return new KeyVaultBuilder(database, wrapper);
    }

    SealedKeyVault(KeyVaultBuilder from, AuditLog audit) {
        parts = new VaultParts(from.database.tenants(), from.database.system(), audit, from.clock, from.random);
        workers = new VaultThreads(from.openThreads);
        cache = new DataKeyCache(
                from.wrapper,
                new DataKeyCache.CacheLimits(
                        from.dataKeyTimeToLive,
                        CACHED_DATA_KEYS,
                        from.ticker,
                        Scheduler.forScheduledExecutorService(workers.scheduler())));
        dataKeys = new DataKeys(parts, from.wrapper, cache);
        Sealer sealer = new Sealer(new RecordCipher(from.random), cache);
        writer = new KeyWriter(parts, dataKeys, sealer);
        opener = new KeyOpener(
                parts, sealer, workers.scheduler(), new OpenLimits(from.openThreads, from.openBatch, from.openQueue));
        rotation = new Rotation(parts, dataKeys, cache, sealer, from.rotationBatch, from.afterRotationBatch);
        masterKeys = new MasterKeyChange(parts, from.wrapper, dataKeys, cache);
        shredding = new Shredding(parts, cache);
        transfer = new KeyTransfer(parts, sealer, writer);
    }

    /**
     * Refuses to go on with the wrong master key: every master key that a stored data key lies under must be at hand, and must
     * unwrap one. To be called at start, before anything is stored.
     *
     * @throws AtomException VALIDATION_ERROR naming the key id that the data needs and those that are configured
     */
    public void requireKnownKeys() {
        masterKeys.requireKnownKeys();
    }

    /**
     * The ids of the master keys that the stored keys of a database lie under, in order: without one of them some cannot be opened.
     * None when nothing is stored. The database is not migrated for it, nor changed in any other way. Blocks.
     *
     * @throws AtomException as {@link SystemDb#readOnce}, so also when no version of ATOM has made its tables there
     */
    public static List<String> masterKeyIds(DatabaseSettings settings) {
        return SystemDb.readOnce(settings, DekSystemStore::oneOfEachKek).stream()
                .map(SealedDek::kekId)
                .sorted()
                .toList();
    }

    /**
     * Finishes the data-key rotations that a stop or a crash interrupted. A tenant whose rotation cannot be finished, because a row was
     * altered, is logged and left; its keys open as before.
     *
     * @return how many tenants were finished
     */
    public int resumeRotations() {
        int finished = 0;
        for (TenantId tenant : parts.system().in(DekSystemStore::unfinished)) {
            try {
                rotation.finish(Caller.process(tenant, "vault"), 0);
                finished++;
            } catch (AtomException failed) {
                LOG.warn("rotation of the data key of tenant {} cannot be finished: {}", tenant, failed.getMessage());
            }
        }
        return finished;
    }

    @Override
    public KeyInfo put(Caller caller, KeyName name, Secret value, Optional<String> provider) {
        return writer.put(caller, List.of(new KeyWriter.Entry(name, provider, value)), "vault.put")
                .get(0);
    }

    @Override
    public List<KeyInfo> list(Caller caller) {
        return parts.tenants().in(caller.tenant(), handle -> VaultStore.list(handle, caller.tenant()));
    }

    @Override
    public Optional<KeyInfo> find(Caller caller, KeyName name) {
        return parts.tenants().in(caller.tenant(), handle -> VaultStore.find(handle, caller.tenant(), name));
    }

    @Override
    public List<KeyInfo> history(Caller caller, KeyName name) {
        return parts.tenants().in(caller.tenant(), handle -> VaultStore.history(handle, caller.tenant(), name));
    }

    @Override
    public void delete(Caller caller, KeyName name) {
        writer.delete(caller, name);
    }

    @Override
    public CompletionStage<Optional<OpenedKey>> open(Caller caller, KeyName name, String purpose) {
        return opener.open(caller, name, purpose);
    }

    @Override
    public void recordCheck(Caller caller, KeyName name, int version, KeyInfo.Check check) {
        writer.recordCheck(caller, name, version, check);
    }

    @Override
    public DekRotation rotate(Caller caller, int fromVersion) {
        return rotation.rotate(caller, fromVersion);
    }

    @Override
    public int dataKeyVersion(Caller caller) {
        return dataKeys.active(caller.tenant()).map(SealedDek::version).orElse(0);
    }

    @Override
    public int rewrap(Actor by) {
        return masterKeys.rewrap(by);
    }

    @Override
    public ShredReceipt shred(Caller caller) {
        return shredding.shred(caller);
    }

    @Override
    public byte[] export(Caller caller, Secret passphrase) {
        return transfer.export(caller, passphrase);
    }

    @Override
    public List<KeyInfo> importBundle(Caller caller, byte[] bundle, Secret passphrase) {
        return transfer.importBundle(caller, bundle, passphrase);
    }

    /** How many data keys are in memory in the clear; for tests. */
    int dataKeysInMemory() {
        return cache.size();
    }

    /** Ends the vault's threads, refuses what waits, and wipes the data keys. The databases and the key wrapper stay open. */
    @Override
    public void close() {
        opener.close();
        workers.close();
        opener.close();
        cache.close();
    }
}
