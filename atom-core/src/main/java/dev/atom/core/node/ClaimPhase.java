package dev.atom.core.node;

/** How far a claim has come. It only ever moves forward, and may skip phases. */
public enum ClaimPhase {
    /** It is wanted, and there may be a node. */
    PENDING,
    /** It has a node. */
    LAUNCHED,
    /** Its node was seen running. */
    READY,
    /** Its node is to go, and will. */
    TERMINATING,
    /** Its node was seen to be gone. Stays on record, in case the cloud brings one forth later. */
    TERMINATED;

    /** Whether the node is still wanted. */
    public boolean isLive() {
        return this == PENDING || this == LAUNCHED || this == READY;
    }
}
