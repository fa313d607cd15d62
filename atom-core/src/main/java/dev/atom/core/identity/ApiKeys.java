package dev.atom.core.identity;

import dev.atom.core.audit.Actor;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * A tenant's API keys in the hands of whoever administers it: keys of the tenant itself are issued here, and keys of its users
 * are seen and revoked; {@link DesktopKeys} is for the users. Guarantees: a key's text is known only in the {@link IssuedKey}
 * that issued it; every change is audited in its own transaction; a revoked key is refused at once by this process and within
 * five seconds by every other. Thread-safe; methods block on the database.
 */
public final class ApiKeys {
    /** How long a key lives when nobody says: 365 days. */
    public static final Duration DEFAULT_VALIDITY = KeySettings.DEFAULT.validity();

    private final KeyParts parts;

    /** Keys over these parts. */
    public ApiKeys(KeyParts parts) {
        this.parts = parts;
    }

    /**
     * Issues a key of the tenant itself.
     *
     * @throws AtomException NOT_FOUND when there is no such tenant, or it is deleted
     */
    public IssuedKey issue(Actor by, TenantId tenant, KeyRequest wanted) {
        NewKey key = parts.draft().of(tenant, Optional.empty(), wanted);
        return parts.change(tenant, handle -> insert(handle, by, key));
    }

    /** As {@link #issue(Actor, TenantId, KeyRequest)}, for a device and a time. */
    public IssuedKey issue(Actor by, TenantId tenant, String deviceName, Duration validity) {
        return issue(by, tenant, new KeyRequest(deviceName, Optional.empty(), Optional.of(validity)));
    }

    /**
     * Issues the first key of the platform tenant. Of any number of concurrent calls, in any number of processes, one
     * succeeds.
     *
     * @throws AtomException CONFLICT when the platform tenant has a live key of its own
     */
    public IssuedKey bootstrap(Actor by, String deviceName) {
        NewKey key = parts.draft().of(TenantId.PLATFORM, Optional.empty(), KeyRequest.of(deviceName));
        return parts.change(TenantId.PLATFORM, handle -> {
            ApiKeyStore.lockBootstrap(handle);
            if (ApiKeyStore.hasLive(handle, TenantId.PLATFORM, parts.now())) {
                throw new AtomException(
                        ErrorCode.CONFLICT,
                        "the platform already has a live key: use it, or revoke it before bootstrapping again");
            }
            return insert(handle, by, key);
        });
    }

    /** The tenant's keys and its users', newest first, expired and revoked ones included. */
    public List<ApiKeyInfo> list(TenantId tenant) {
        return parts.db().in(tenant, handle -> ApiKeyStore.list(handle, tenant));
    }

    /**
     * Revokes a key for good, with the one whose place it took; a key already revoked stays as it is.
     *
     * @throws AtomException NOT_FOUND when the tenant has no such key
     */
    public void revoke(Actor by, TenantId tenant, UUID id) {
        parts.change(tenant, handle -> revoke(handle, parts, by, find(handle, tenant, id)));
    }

    static ApiKeyInfo revoke(Handle handle, KeyParts parts, Actor by, ApiKeyInfo key) {
        if (ApiKeyStore.revoke(handle, key.tenant(), key.id(), parts.now()) == 1) {
            parts.record(handle, by, "api_key.revoke", key, Map.of());
        }
        return key;
    }

    private static ApiKeyInfo find(Handle handle, TenantId tenant, UUID id) {
        return ApiKeyStore.find(handle, tenant, id).orElseThrow(() -> KeyParts.unknown(id));
    }

    private IssuedKey insert(Handle handle, Actor by, NewKey key) {
        if (ApiKeyStore.insert(handle, key) == 0) {
            throw new AtomException(
                    ErrorCode.NOT_FOUND, "there is no tenant " + key.info().tenant());
        }
        return parts.issued(handle, by, key);
    }
}
