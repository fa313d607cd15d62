package dev.atom.core.identity;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.TenantDb;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * What those who issue keys share.
 *
 * @param watch hears of every change
 */
public record KeyParts(TenantDb db, AuditLog audit, Clock clock, CredentialWatch watch, KeySettings settings) {
    KeyDraft draft() {
        return new KeyDraft(settings, clock);
    }

    Instant now() {
        return draft().now();
    }

    <T> T change(TenantId tenant, Function<Handle, T> work) {
        try {
            return db.in(tenant, work);
        } finally {
            // Also after a failure: the outcome of a commit that failed on the wire is not known.
            watch.changed(tenant);
        }
    }

    /** Puts the issue of a key on record, and gives the key. */
    IssuedKey issued(Handle handle, Actor by, NewKey key) {
        ApiKeyInfo info = key.info();
        Map<String, String> details = new HashMap<>();
        details.put("hint", info.hint());
        details.put("device", info.device().name());
        info.user().ifPresent(user -> details.put("user", user.toString()));
        record(handle, by, "api_key.issue", info, details);
        return key.issued();
    }

    void record(Handle handle, Actor by, String action, ApiKeyInfo key, Map<String, String> details) {
        audit.record(handle, new AuditEvent(key.tenant(), by, action, "api_key/" + key.id(), details));
    }

    static AtomException unknown(UUID key) {
        return new AtomException(ErrorCode.NOT_FOUND, "there is no API key " + key);
    }
}
