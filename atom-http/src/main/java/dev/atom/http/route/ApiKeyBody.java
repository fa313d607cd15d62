package dev.atom.http.route;

import dev.atom.core.identity.ApiKeyInfo;
import dev.atom.core.identity.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** An API key as it is listed: never the key. */
record ApiKeyBody(
        UUID id,
        UUID tenantId,
        Optional<UUID> userId,
        String deviceName,
        Optional<String> deviceId,
        String hint,
        String state,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> graceUntil,
        Optional<Instant> lastUsedAt,
        Optional<Instant> revokedAt) {
    static ApiKeyBody of(ApiKeyInfo key, Instant now) {
        return new ApiKeyBody(
                key.id(),
                key.tenant().value(),
                key.user().map(UserId::value),
                key.device().name(),
                key.device().id(),
                key.hint(),
                key.state(now).wireName(),
                key.times().createdAt(),
                key.times().expiresAt(),
                key.times().graceUntil(),
                key.times().lastUsedAt(),
                key.times().revokedAt());
    }
}
