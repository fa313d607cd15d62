package dev.atom.core.vault;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Stores, erases and marks keys. Thread-safe; blocks on the database. */
final class KeyWriter {
    private static final int TRIES = 8;

    private final VaultParts parts;
    private final DataKeys dataKeys;
    private final Sealer sealer;

    KeyWriter(VaultParts parts, DataKeys dataKeys, Sealer sealer) {
        this.parts = parts;
        this.dataKeys = dataKeys;
        this.sealer = sealer;
    }

    /**
     * A value to store.
     *
     * @param value stays the caller's to close
     */
    record Entry(KeyName name, Optional<String> provider, Secret value) {
        Entry {
            KeyValue.check(name, value);
            KeyValue.checkProvider(provider);
        }
    }

    /**
     * Stores all of them or none, each as the next version of its name; no name comes twice.
     *
     * <p>The data key is held in share mode while values are sealed under it, so a rotation waits for them and moves them too; when
     * one came first, the attempt begins again with the new data key.
     */
    List<KeyInfo> put(Caller caller, List<Entry> entries, String action) {
        // One order for all, so that two writers of the same names cannot wait for one another.
        List<Entry> ordered = entries.stream()
                .sorted(Comparator.comparing((Entry entry) -> entry.name().value()))
                .toList();
        for (int tries = 0; tries < TRIES; tries++) {
            SealedDek dek = dataKeys.activeOrFirst(caller);
            Optional<List<KeyInfo>> stored = parts.tenants().in(caller.tenant(), handle -> {
                if (!DekStore.holdActive(handle, caller.tenant(), dek.version())) {
                    return Optional.empty();
                }
                TenantGate.check(caller.tenant(), VaultStore.tenantStatus(handle, caller.tenant()));
                return Optional.of(ordered.stream()
                        .map(entry -> store(handle, caller, dek, entry, action))
                        .toList());
            });
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        throw new AtomException(
                ErrorCode.UNAVAILABLE, "the data key of tenant " + caller.tenant() + " keeps being rotated: try again");
    }

    void delete(Caller caller, KeyName name) {
        parts.tenants().run(caller.tenant(), handle -> {
            VaultStore.lockName(handle, caller.tenant(), name);
            KeyInfo erased = VaultStore.erase(handle, caller.tenant(), name, KeyInfo.State.DELETED)
                    .orElseThrow(() -> new AtomException(ErrorCode.NOT_FOUND, "there is no key " + name));
            parts.audit().record(handle, event(caller, "vault.delete", erased));
        });
    }

    void recordCheck(Caller caller, KeyName name, int version, KeyInfo.Check check) {
        parts.tenants().run(caller.tenant(), handle -> {
            if (VaultStore.recordCheck(handle, caller.tenant(), name, version, check, parts.now())) {
                Map<String, String> details = Map.of("version", Integer.toString(version), "check", check.name());
                parts.audit().record(handle, AuditEvent.of(caller, "vault.check", "key/" + name, details));
            }
        });
    }

    private KeyInfo store(Handle handle, Caller caller, SealedDek dek, Entry entry, String action) {
        VaultStore.lockName(handle, caller.tenant(), entry.name());
        int version = VaultStore.nextVersion(handle, caller.tenant(), entry.name());
        Instant now = parts.now();
        KeyInfo info = new KeyInfo(
                entry.name(),
                entry.provider(),
                version,
                entry.value().use(KeyMask::of),
                sealer.fingerprint(dek, entry.value()),
                KeyInfo.State.ACTIVE,
                KeyInfo.Check.UNCHECKED,
                Optional.empty(),
                now);
        RecordContext context =
                new RecordContext(caller.tenant(), entry.name(), entry.provider(), version, dek.version());
        VaultStore.erase(handle, caller.tenant(), entry.name(), KeyInfo.State.SUPERSEDED);
        VaultStore.insert(handle, new SealedKey(info, sealer.seal(dek, context, entry.value()), dek));
        parts.audit().record(handle, event(caller, action, info));
        return info;
    }

    static AuditEvent event(Caller caller, String action, KeyInfo info) {
        return AuditEvent.of(caller, action, "key/" + info.name(), facts(info));
    }

    /** What an audit row says of a key. */
    static Map<String, String> facts(KeyInfo info) {
        Map<String, String> facts = new HashMap<>();
        facts.put("version", Integer.toString(info.version()));
        facts.put("fingerprint", info.fingerprint());
        info.provider().ifPresent(provider -> facts.put("provider", provider));
        return facts;
    }
}
