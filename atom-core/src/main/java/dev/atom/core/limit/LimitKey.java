package dev.atom.core.limit;

import dev.atom.spi.TenantId;

/**
 * What is limited: something of a tenant, such as one of its API keys, or of nobody's, such as an IP address. All limits of one
 * decision belong to one tenant, which makes them one slot of a Redis Cluster. Immutable.
 */
public final class LimitKey {
    /** The longest id, in characters. */
    public static final int LONGEST_ID = 256;

    private final TenantId tenant;
    private final String kind;
    private final String id;
    private final long hash;

    private LimitKey(TenantId tenant, String kind, String id) {
        this.tenant = tenant;
        this.kind = PolicyRules.name(kind);
        this.id = id;
        if (id.length() > LONGEST_ID) {
            throw new IllegalArgumentException(
                    "the id of a " + kind + " must have at most " + LONGEST_ID + " characters, not " + id.length());
        }
        this.hash = KeyHash.PROCESS.of(tenant.value(), kind, id);
    }

    /**
     * Something of a tenant.
     *
     * @param kind what it is, such as {@code api-key}: {@code [a-z0-9][a-z0-9._-]{0,63}}
     * @param id which one, at most {@value #LONGEST_ID} characters of any sort; longer ones must be digested by the caller
     */
    public static LimitKey of(TenantId tenant, String kind, String id) {
        return new LimitKey(tenant, kind, id);
    }

    /** The tenant as a whole. */
    public static LimitKey of(TenantId tenant) {
        return new LimitKey(tenant, "tenant", "");
    }

    /** Something that belongs to no tenant, or to none that is known yet: an IP address, an account that somebody tries to enter. */
    public static LimitKey platform(String kind, String id) {
        return new LimitKey(TenantId.PLATFORM, kind, id);
    }

    /** Whose limit it is; {@link TenantId#PLATFORM} for nobody's. */
    public TenantId tenant() {
        return tenant;
    }

    /** What it is. */
    public String kind() {
        return kind;
    }

    /** Which one. */
    public String id() {
        return id;
    }

    /** 64 bits that nobody outside this process can choose; two keys share them with a probability of 2^-64. */
    long hash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LimitKey that
                && hash == that.hash
                && tenant.equals(that.tenant)
                && kind.equals(that.kind)
                && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return (int) hash;
    }

    /** Kind and tenant; not the id, which may be an address or a name. */
    @Override
    public String toString() {
        return kind + " of " + tenant;
    }
}
