package dev.atom.core.identity;

import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What may be shown of an API key.
 *
 * @param id names the key in routes and in the audit log; not part of the key
 * @param tenant whose it is
 * @param deviceName which device or program it was issued for
 * @param hint {@code atom_dk_} and the first four digits, for recognition
 * @param createdAt when it was issued
 * @param expiresAt from when on it is refused
 * @param revokedAt since when it is refused for good, if it was revoked
 */
public record ApiKeyInfo(
        UUID id,
        TenantId tenant,
        String deviceName,
        String hint,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> revokedAt) {}
