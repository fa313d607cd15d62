package dev.atom.core.identity;

import java.util.UUID;

/**
 * Identifies a user within its tenant.
 *
 * @param value the UUID in the {@code users} table
 */
public record UserId(UUID value) {
    /** An id nobody has. */
    public static UserId random() {
        return new UserId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
