package dev.atom.core.vault;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/** What the vault does with the master keys themselves: checks that they are the right ones, and moves to another. */
final class MasterKeyChange {
    private static final int PAGE = 100;

    private final VaultParts parts;
    private final KeyWrapper wrapper;
    private final DataKeys dataKeys;
    private final DataKeyCache cache;

    MasterKeyChange(VaultParts parts, KeyWrapper wrapper, DataKeys dataKeys, DataKeyCache cache) {
        this.parts = parts;
        this.wrapper = wrapper;
        this.dataKeys = dataKeys;
        this.cache = cache;
    }

    /** Unwraps one data key for each master key the stored ones lie under. */
    void requireKnownKeys() {
        List<SealedDek> samples = parts.system().in(DekSystemStore::oneOfEachKek);
        TreeSet<String> missing = new TreeSet<>();
        samples.forEach(sample -> missing.add(sample.kekId()));
        missing.removeAll(wrapper.keyIds());
        if (!missing.isEmpty()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "the stored keys need master key " + String.join(", ", missing) + ", and configured are "
                            + new TreeSet<>(wrapper.keyIds())
                            + ": set ATOM_MASTER_KEY or ATOM_MASTER_KEY_PREVIOUS to the key that has this id");
        }
        for (SealedDek sample : samples) {
            wrapper.unwrap(sample.kekId(), sample.wrapped(), sample.associatedData())
                    .close();
        }
    }

    int rewrap(Actor by) {
        int moved = 0;
        TenantId tenant = new TenantId(new UUID(0, 0));
        int version = 0;
        while (true) {
            TenantId afterTenant = tenant;
            int afterVersion = version;
            List<SealedDek> page = parts.system()
                    .in(handle ->
                            DekSystemStore.notUnder(handle, wrapper.currentKeyId(), afterTenant, afterVersion, PAGE));
            if (page.isEmpty()) {
                return moved;
            }
            for (SealedDek old : page) {
                moved += move(by, old) ? 1 : 0;
            }
            tenant = page.get(page.size() - 1).tenant();
            version = page.get(page.size() - 1).version();
        }
    }

    private boolean move(Actor by, SealedDek old) {
        SealedDek fresh = dataKeys.rewrapped(old);
        boolean moved = parts.system().in(handle -> {
            if (!DekSystemStore.rewrap(handle, old, fresh)) {
                return false;
            }
            Map<String, String> details = Map.of(
                    "data_key_version", Integer.toString(old.version()), "from", old.kekId(), "to", fresh.kekId());
            parts.audit().record(handle, new AuditEvent(old.tenant(), by, "vault.rewrap", "vault", details));
            return true;
        });
        if (moved) {
            cache.evict(old.tenant(), old.version());
        }
        return moved;
    }
}
