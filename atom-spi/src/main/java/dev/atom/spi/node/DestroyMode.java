package dev.atom.spi.node;

/** How a node ends. */
public enum DestroyMode {
    /** What runs is asked to end first; it may take several calls until the node is gone. */
    GRACEFUL,
    /** At once. */
    FORCED
}
