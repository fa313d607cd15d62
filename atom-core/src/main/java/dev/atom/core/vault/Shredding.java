package dev.atom.core.vault;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.spi.TenantId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Destroys a tenant's vault in one transaction. */
final class Shredding {
    private final VaultParts parts;
    private final DataKeyCache cache;

    Shredding(VaultParts parts, DataKeyCache cache) {
        this.parts = parts;
        this.cache = cache;
    }

    ShredReceipt shred(Caller caller) {
        ShredReceipt receipt = parts.tenants().in(caller.tenant(), handle -> destroy(handle, caller));
        cache.evict(caller.tenant());
        return receipt;
    }

    /**
     * The lock on the set keeps new versions out, the locks on the rows wait for every writer that seals under one; what those
     * wrote is seen by the statements that follow.
     */
    private ShredReceipt destroy(Handle handle, Caller caller) {
        TenantId tenant = caller.tenant();
        DekStore.lockSet(handle, tenant);
        List<SealedDek> live = DekStore.lockLive(handle, tenant);
        Instant at = parts.now();
        int keys = VaultStore.eraseAll(handle, tenant);
        DekStore.destroyAll(handle, tenant, at);
        List<Integer> versions = live.stream().map(SealedDek::version).toList();
        String digest = digest(live);
        UUID id = parts.audit()
                .record(handle, AuditEvent.of(caller, "vault.shred", "vault", facts(versions, keys, digest)));
        return new ShredReceipt(id, tenant, at, versions, keys, digest);
    }

    /** A detail is short: of very many versions the first and the last are named. */
    private static Map<String, String> facts(List<Integer> versions, int keys, String digest) {
        String named = versions.size() > 20
                ? versions.get(0) + "-" + versions.get(versions.size() - 1)
                : versions.stream().map(String::valueOf).collect(Collectors.joining(","));
        return Map.of("data_key_versions", named, "keys", Integer.toString(keys), "digest", digest);
    }

    private static String digest(List<SealedDek> destroyed) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            destroyed.forEach(dek -> digest.update(dek.wrapped()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", missing);
        }
    }
}
