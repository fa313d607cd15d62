package dev.atom.core.tenant;

/** Whether a tenant may act. */
public enum TenantStatus {
    /** In good standing. */
    ACTIVE,
    /** Its credentials are refused until it is active again; its data stays. */
    SUSPENDED,
    /** Gone: its vault is shredded, its credentials are refused for good. */
    DELETED
}
