package dev.atom.core.tenant;

/** Whose provider key a tenant's calls are made with. There is no fallback from one to the other. */
public enum AiMode {
    /** The tenant's own key, or none at all. */
    BYOK,
    /** The platform's key. */
    MANAGED;

    /** The name in the wire contract and in the database, lower-case. */
    public String wireName() {
        return WireName.of(this);
    }

    /**
     * Reads {@link #wireName}.
     *
     * @throws dev.atom.spi.AtomException VALIDATION_ERROR naming the allowed values
     */
    public static AiMode parse(String text) {
        return WireName.parse("ai_mode", text, values());
    }
}
