package dev.atom.spi.node;

/**
 * What a provider says a node is doing. There is no state for "gone": a node that is gone is not listed and not found. A
 * name the provider's author did not know is {@link #UNKNOWN}, and no node is ever destroyed, or taken for gone, because of
 * its state.
 */
public enum NodeState {
    /** Being made or started. */
    STARTING,
    /** Running. */
    RUNNING,
    /** There, and not running; may still cost. */
    STOPPED,
    /** Its destruction was accepted and is not finished. */
    DESTROYING,
    /** It could not start or has broken; still there. */
    FAILED,
    /** Anything else. */
    UNKNOWN
}
