package dev.atom.core.limit;

/** What holds for a limit while the store that all instances share cannot be asked. Means nothing to an engine in memory. */
public enum WhenUnavailable {
    /**
     * Each instance enforces its {@linkplain LimitPolicy#share share} of the limit by itself, beginning with an empty count: work
     * goes on, and at most one bound more than the policy's is admitted around the loss.
     */
    LOCAL_SHARE,
    /** Everything is denied: for limits that protect something worth more than being reachable, such as log-in. */
    CLOSED
}
