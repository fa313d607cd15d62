package dev.atom.spi;

import java.util.UUID;

/**
 * Identifies a tenant. A type of its own, so that the compiler refuses a {@link WorkspaceId} where a tenant is meant. Ordered by its
 * bytes, as PostgreSQL orders UUIDs: whoever locks rows of several tenants takes them in this order, so that nobody waits in a circle.
 *
 * @param value the UUID in the {@code tenants} table
 */
public record TenantId(UUID value) implements Comparable<TenantId> {
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
    public int compareTo(TenantId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
