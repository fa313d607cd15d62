package dev.atom.spi;

import java.util.UUID;

/**
 * Identifies a tenant. A type of its own, so that the compiler refuses a {@link WorkspaceId} where a tenant is meant.
 *
 * @param value the UUID in the {@code tenants} table
 */
public record TenantId(UUID value) {
    /** The reserved tenant that owns the platform's own keys and administrators. */
    public static final TenantId PLATFORM = new TenantId(new UUID(0L, 1L));

    /**
     * Reads the canonical 36-character text.
     *
     * @throws AtomException {@link ErrorCode#BAD_REQUEST} when the text is anything else
     */
    public static TenantId parse(String text) {
        return new TenantId(Uuids.parse("tenant id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
