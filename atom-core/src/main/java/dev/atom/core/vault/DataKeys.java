package dev.atom.core.vault;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.TenantId;
import java.util.Map;
import java.util.Optional;

/** The life of tenants' data keys: the first one, and each next one. Wrapping happens outside transactions: it may be remote. */
final class DataKeys {
    private final VaultParts parts;
    private final KeyWrapper wrapper;
    private final DataKeyCache cache;

    DataKeys(VaultParts parts, KeyWrapper wrapper, DataKeyCache cache) {
        this.parts = parts;
        this.wrapper = wrapper;
        this.cache = cache;
    }

    Optional<SealedDek> active(TenantId tenant) {
        return parts.tenants().in(tenant, handle -> DekStore.active(handle, tenant));
    }

    /**
     * The active data key of the caller's tenant, made and put on record if it never had one.
     *
     * @throws AtomException CONFLICT when the tenant was shredded
     */
    SealedDek activeOrFirst(Caller caller) {
        TenantId tenant = caller.tenant();
        return active(tenant).orElseGet(() -> {
            try (DataKey fresh = DataKey.first(parts.random())) {
                return insertFirst(caller, wrap(tenant, fresh));
            }
        });
    }

    /** A next version of the data key, wrapped and not stored yet. */
    SealedDek successor(SealedDek current) {
        try (DataKey next = cache.with(current, key -> key.successor(parts.random()))) {
            return wrap(current.tenant(), next);
        }
    }

    /** The data key again, wrapped under the master key in use. */
    SealedDek rewrapped(SealedDek old) {
        try (DataKey key =
                DataKey.unwrapped(old.version(), wrapper.unwrap(old.kekId(), old.wrapped(), old.associatedData()))) {
            return wrap(old.tenant(), key);
        }
    }

    private SealedDek wrap(TenantId tenant, DataKey key) {
        String kekId = wrapper.currentKeyId();
        byte[] bound = SealedDek.associatedData(tenant, key.version(), kekId);
        return new SealedDek(tenant, key.version(), kekId, wrapper.wrap(key.material(), bound));
    }

    private SealedDek insertFirst(Caller caller, SealedDek fresh) {
        TenantId tenant = caller.tenant();
        return parts.tenants().in(tenant, handle -> {
            TenantGate.check(tenant, VaultStore.tenantStatus(handle, tenant));
            DekStore.lockSet(handle, tenant);
            Optional<SealedDek> meanwhile = DekStore.active(handle, tenant);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            if (DekStore.exists(handle, tenant)) {
                throw shredded(tenant);
            }
            DekStore.insertActive(handle, fresh, parts.now());
            Map<String, String> details = Map.of("version", Integer.toString(fresh.version()));
            parts.audit().record(handle, AuditEvent.of(caller, "vault.begin", "vault", details));
            return fresh;
        });
    }

    static AtomException shredded(TenantId tenant) {
        return new AtomException(
                ErrorCode.CONFLICT, "the vault of tenant " + tenant + " was shredded: it takes no keys any more");
    }
}
