package dev.atom.core.identity;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.PlainText;
import dev.atom.core.db.TenantDb;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Issues, lists and revokes API keys. Guarantees: a key's text is known only in the {@link IssuedKey} that issued it; every
 * change is audited in its own transaction; a revoked key is refused at once by this process and within five seconds by
 * every other. Thread-safe; methods block on the database.
 */
public final class ApiKeys {
    /** How long a key lives when nobody says: 365 days. */
    public static final Duration DEFAULT_VALIDITY = Duration.ofDays(365);

    private static final Duration MAX_VALIDITY = Duration.ofDays(3650);

    private final TenantDb db;
    private final AuditLog audit;
    private final Clock clock;
    private final CredentialWatch watch;

    /** Keys in {@code db}; {@code watch} hears of every change. */
    public ApiKeys(TenantDb db, AuditLog audit, Clock clock, CredentialWatch watch) {
        this.db = db;
        this.audit = audit;
        this.clock = clock;
        this.watch = watch;
    }

    /**
     * Issues a key.
     *
     * @param deviceName 1–100 characters on one line
     * @param validity one second to ten years
     * @throws AtomException VALIDATION_ERROR for the name or the validity; NOT_FOUND when there is no such tenant, or it is deleted
     */
    public IssuedKey issue(Actor by, TenantId tenant, String deviceName, Duration validity) {
        NewApiKey key = draw(tenant, deviceName, validity);
        return change(tenant, handle -> insert(handle, by, key));
    }

    /**
     * Issues the first key of the platform tenant. Of any number of concurrent calls, in any number of processes, one
     * succeeds.
     *
     * @throws AtomException CONFLICT when the platform tenant has a live key
     */
    public IssuedKey bootstrap(Actor by, String deviceName) {
        NewApiKey key = draw(TenantId.PLATFORM, deviceName, DEFAULT_VALIDITY);
        return change(TenantId.PLATFORM, handle -> {
            ApiKeyStore.lockBootstrap(handle);
            if (ApiKeyStore.hasLive(handle, TenantId.PLATFORM, now())) {
                throw new AtomException(
                        ErrorCode.CONFLICT,
                        "the platform already has a live key: use it, or revoke it before bootstrapping again");
            }
            return insert(handle, by, key);
        });
    }

    /** The tenant's keys, newest first, expired and revoked ones included. */
    public List<ApiKeyInfo> list(TenantId tenant) {
        return db.in(tenant, handle -> ApiKeyStore.list(handle, tenant));
    }

    /**
     * Revokes a key for good; a key already revoked stays as it is.
     *
     * @throws AtomException NOT_FOUND when the tenant has no such key
     */
    public void revoke(Actor by, TenantId tenant, UUID id) {
        change(tenant, handle -> {
            if (ApiKeyStore.revoke(handle, tenant, id, now()) == 1) {
                audit.record(handle, event(by, tenant, "api_key.revoke", id, Map.of()));
            } else if (!ApiKeyStore.exists(handle, tenant, id)) {
                throw new AtomException(ErrorCode.NOT_FOUND, "there is no API key " + id);
            }
            return id;
        });
    }

    private NewApiKey draw(TenantId tenant, String deviceName, Duration validity) {
        PlainText.check("device name", deviceName, 1, 100);
        if (validity.compareTo(Duration.ofSeconds(1)) < 0 || validity.compareTo(MAX_VALIDITY) > 0) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, "validity must be 1 second to 3650 days");
        }
        // randomUUID draws its 122 bits from SecureRandom.
        String text = ApiKeyDigest.PREFIX + UUID.randomUUID();
        Instant now = now();
        String hint = text.substring(0, ApiKeyDigest.PREFIX.length() + 4);
        ApiKeyInfo info =
                new ApiKeyInfo(UUID.randomUUID(), tenant, deviceName, hint, now, now.plus(validity), Optional.empty());
        return new NewApiKey(info, ApiKeyDigest.of(text).orElseThrow(), Secret.of(text));
    }

    private IssuedKey insert(Handle handle, Actor by, NewApiKey key) {
        ApiKeyInfo info = key.info();
        if (ApiKeyStore.insert(handle, info, key.digest()) == 0) {
            throw new AtomException(ErrorCode.NOT_FOUND, "there is no tenant " + info.tenant());
        }
        Map<String, String> details = Map.of("hint", info.hint(), "device", info.deviceName());
        audit.record(handle, event(by, info.tenant(), "api_key.issue", info.id(), details));
        return new IssuedKey(info, key.text());
    }

    private <T> T change(TenantId tenant, Function<Handle, T> work) {
        try {
            return db.in(tenant, work);
        } finally {
            // Also after a failure: the outcome of a commit that failed on the wire is not known.
            watch.changed(tenant);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static AuditEvent event(Actor by, TenantId tenant, String action, UUID id, Map<String, String> details) {
        return new AuditEvent(tenant, by, action, "api_key/" + id, details);
    }

    private record NewApiKey(ApiKeyInfo info, ApiKeyDigest digest, Secret text) {}
}
