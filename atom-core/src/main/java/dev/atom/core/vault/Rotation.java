package dev.atom.core.vault;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jdbi.v3.core.Handle;

/**
 * Moves a tenant to a next data key. Two facts in the database carry it, so that it can stop anywhere and go on anywhere: a version
 * that is DECRYPT_ONLY is being left, and a key's row says under which version it lies. A batch is re-sealed outside any
 * transaction and written row by row where the row still lies under the old version; the old version is destroyed when no row
 * does.
 */
final class Rotation {
    private final VaultParts parts;
    private final DataKeys dataKeys;
    private final DataKeyCache cache;
    private final Sealer sealer;
    private final int batchSize;
    private final IntConsumer afterBatch;

    /**
     * @param afterBatch is told 0 when the new version is in use, then how many batches have been written; where a test stops the
     *     world
     */
    Rotation(
            VaultParts parts,
            DataKeys dataKeys,
            DataKeyCache cache,
            Sealer sealer,
            int batchSize,
            IntConsumer afterBatch) {
        this.parts = parts;
        this.dataKeys = dataKeys;
        this.cache = cache;
        this.sealer = sealer;
        this.batchSize = batchSize;
        this.afterBatch = afterBatch;
    }

    DekRotation rotate(Caller caller, int fromVersion) {
        TenantId tenant = caller.tenant();
        Optional<SealedDek> active = dataKeys.active(tenant);
        if (active.isEmpty()) {
            if (fromVersion != 0) {
                throw notInUse(fromVersion, 0);
            }
            return new DekRotation(0, dataKeys.activeOrFirst(caller).version(), 0, 0);
        }
        if (fromVersion < 0 || fromVersion > active.get().version()) {
            throw notInUse(fromVersion, active.get().version());
        }
        if (fromVersion == active.get().version()) {
            begin(caller, active.get());
            afterBatch.accept(0);
        }
        return finish(caller, fromVersion);
    }

    /** Goes on with whatever the tenant's versions need. */
    DekRotation finish(Caller caller, int fromVersion) {
        TenantId tenant = caller.tenant();
        int resealed = 0;
        List<String> altered = new ArrayList<>();
        for (SealedDek old : parts.tenants().in(tenant, handle -> DekStore.retired(handle, tenant))) {
            resealed += leave(old, altered);
            if (parts.tenants().in(tenant, handle -> destroy(handle, caller, old))) {
                cache.evict(tenant, old.version());
            }
        }
        if (!altered.isEmpty()) {
            throw new AtomException(
                    ErrorCode.INTERNAL_ERROR,
                    "the old data key is kept, because these keys do not authenticate under it: "
                            + String.join(", ", altered) + "; store or delete them, then rotate again");
        }
        int toVersion = dataKeys.active(tenant).map(SealedDek::version).orElse(0);
        int remaining = parts.tenants().in(tenant, handle -> SealedKeyStore.remaining(handle, tenant, toVersion));
        return new DekRotation(fromVersion, toVersion, resealed, remaining);
    }

    private void begin(Caller caller, SealedDek active) {
        SealedDek next = dataKeys.successor(active);
        parts.tenants().run(caller.tenant(), handle -> {
            DekStore.lockSet(handle, caller.tenant());
            if (!DekStore.retire(handle, caller.tenant(), active.version())) {
                return;
            }
            DekStore.insertActive(handle, next, parts.now());
            parts.audit().record(handle, event(caller, "vault.rotate", active.version(), next.version()));
        });
    }

    private boolean destroy(Handle handle, Caller caller, SealedDek old) {
        DekStore.lockSet(handle, caller.tenant());
        if (!DekStore.destroyUnused(handle, caller.tenant(), old.version())) {
            return false;
        }
        Map<String, String> details = Map.of("destroyed", Integer.toString(old.version()));
        parts.audit().record(handle, AuditEvent.of(caller, "vault.rotated", "vault", details));
        return true;
    }

    private int leave(SealedDek old, List<String> altered) {
        int resealed = 0;
        int batches = 0;
        String after = "";
        while (true) {
            String from = after;
            List<SealedKey> keys =
                    parts.tenants().in(old.tenant(), handle -> SealedKeyStore.under(handle, old, from, batchSize));
            Optional<SealedDek> active = dataKeys.active(old.tenant());
            if (keys.isEmpty() || active.isEmpty()) {
                return resealed;
            }
            resealed += write(old, active.get(), reseal(keys, active.get(), altered));
            afterBatch.accept(++batches);
            after = keys.get(keys.size() - 1).info().name().value();
        }
    }

    private List<SealedKey> reseal(List<SealedKey> keys, SealedDek target, List<String> altered) {
        List<SealedKey> fresh = new ArrayList<>();
        for (SealedKey key : keys) {
            try (Secret value = sealer.open(key)) {
                RecordContext context = key.context().under(target.version());
                fresh.add(new SealedKey(key.info(), sealer.seal(target, context, value), target));
            } catch (AtomException failed) {
                if (failed.code() != ErrorCode.INTERNAL_ERROR) {
                    throw failed;
                }
                altered.add(key.info().name() + " version " + key.info().version());
            }
        }
        return fresh;
    }

    /** The new data key first, the rows after: the order of every writer. */
    private int write(SealedDek old, SealedDek target, List<SealedKey> fresh) {
        return parts.tenants().in(old.tenant(), handle -> {
            if (!DekStore.holdActive(handle, old.tenant(), target.version())) {
                return 0;
            }
            return SealedKeyStore.reseal(handle, old.version(), fresh);
        });
    }

    private static AuditEvent event(Caller caller, String action, int from, int to) {
        return AuditEvent.of(
                caller, action, "vault", Map.of("from", Integer.toString(from), "to", Integer.toString(to)));
    }

    private static AtomException notInUse(int asked, int active) {
        return new AtomException(
                ErrorCode.CONFLICT,
                "data key version " + asked + " is not in use: version " + active + " is; name that one");
    }
}
