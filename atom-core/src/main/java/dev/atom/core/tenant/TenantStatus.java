package dev.atom.core.tenant;

/** Whether a tenant may act. */
public enum TenantStatus {
    /** In good standing. */
    ACTIVE,
    /** Its credentials are refused until it is active again; its data stays. */
    SUSPENDED,
    /** Gone: its vault is shredded, its credentials are refused for good. */
    DELETED;

    /** The name in the wire contract and in the database, lower-case. */
    public String wireName() {
        return WireName.of(this);
    }

    /**
     * Reads {@link #wireName}.
     *
     * @throws dev.atom.spi.AtomException VALIDATION_ERROR naming the allowed values
     */
    public static TenantStatus parse(String text) {
        return WireName.parse("status", text, values());
    }
}
