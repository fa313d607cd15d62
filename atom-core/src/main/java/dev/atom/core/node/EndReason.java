package dev.atom.core.node;

/** Why a claim, and its session, came to an end. */
public enum EndReason {
    /** Somebody asked for it. */
    RELEASED,
    /** Nobody renewed the lease. */
    LEASE_EXPIRED,
    /** Nobody was connected for longer than the linger. */
    IDLE,
    /** Its time was over. */
    DEADLINE,
    /** The tenant was deleted. */
    TENANT_DELETED,
    /** The node is gone, and nobody here asked for that. */
    NODE_LOST,
    /** The provider refused to make the node. */
    CREATE_REJECTED,
    /** The provider gave no clear answer, however often it was asked. */
    CREATE_GAVE_UP
}
