package dev.atom.http.route;

import dev.atom.core.identity.ApiKeyInfo;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The only body that ever holds an API key. */
record IssuedKeyBody(
        UUID id,
        String apiKey,
        UUID tenantId,
        Optional<UUID> userId,
        String deviceName,
        Optional<String> deviceId,
        String hint,
        Instant createdAt,
        Instant expiresAt) {
    static IssuedKeyBody of(IssuedKey issued) {
        ApiKeyInfo key = issued.info();
        return new IssuedKeyBody(
                key.id(),
                issued.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII)),
                key.tenant().value(),
                key.user().map(UserId::value),
                key.device().name(),
                key.device().id(),
                key.hint(),
                key.times().createdAt(),
                key.times().expiresAt());
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "IssuedKeyBody[" + id + "]";
    }
}
