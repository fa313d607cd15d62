package dev.atom.core.tenant;

/** What a tenant has subscribed to; limits follow from it. */
public enum Plan {
    FREE,
    SOLO,
    TEAM,
    ENTERPRISE;

    /** The name in the wire contract and in the database, lower-case. */
    public String wireName() {
        return WireName.of(this);
    }

    /**
     * Reads {@link #wireName}.
     *
     * @throws dev.atom.spi.AtomException VALIDATION_ERROR naming the allowed values
     */
    public static Plan parse(String text) {
        return WireName.parse("plan_type", text, values());
    }
}
