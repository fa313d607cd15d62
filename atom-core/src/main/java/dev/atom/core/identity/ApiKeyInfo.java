package dev.atom.core.identity;

import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What may be shown of an API key.
 *
 * @param id names the key in routes and in the audit log; not part of the key
 * @param tenant whose it is
 * @param user the user whose it is; absent for a key of the tenant itself
 * @param device which device or program it was issued for
 * @param hint the key's first characters, for recognition
 * @param times its life
 */
public record ApiKeyInfo(UUID id, TenantId tenant, Optional<UserId> user, Device device, String hint, Times times) {
    /**
     * A device.
     *
     * @param name what people call it
     * @param id what it calls itself
     */
    public record Device(String name, Optional<String> id) {}

    /**
     * A key's life.
     *
     * @param createdAt when it was issued
     * @param expiresAt from when on it is refused
     * @param revokedAt since when it is refused for good, if it was revoked
     * @param graceUntil until when it is still accepted, if another was made to take its place; earlier once that one is used
     * @param lastUsedAt when it was last used, to about a minute
     */
    public record Times(
            Instant createdAt,
            Instant expiresAt,
            Optional<Instant> revokedAt,
            Optional<Instant> graceUntil,
            Optional<Instant> lastUsedAt) {}

    /** What it is at a time. */
    public State state(Instant now) {
        if (times.revokedAt().isPresent()) {
            return State.REVOKED;
        }
        if (!now.isBefore(times.expiresAt())) {
            return State.EXPIRED;
        }
        return times.graceUntil()
                .map(until -> now.isBefore(until) ? State.GRACE : State.REPLACED)
                .orElse(State.ACTIVE);
    }

    /** What a key may be. */
    public enum State {
        /** Accepted. */
        ACTIVE,
        /** Accepted still, beside the one that takes its place. */
        GRACE,
        /** Not accepted any more: another one took its place. */
        REPLACED,
        /** Not accepted any more: its time is over. */
        EXPIRED,
        /** Not accepted any more: it was revoked. */
        REVOKED;

        /** The name in the wire contract, lower-case. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
