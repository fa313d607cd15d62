package dev.atom.core.limit;

/** What holds for a limit while the store that all instances share cannot be asked. Means nothing to an engine in memory. */
public enum WhenUnavailable {
    /**
     * Each instance goes on by itself from what it knows to be spent, and admits its part of what is left: work goes on, and at
     * most {@code 2 − 1/instances} times the policy's bound is admitted around the loss; not more than the bound if all instances
     * knew the same.
     */
    LOCAL_SHARE,
    /** Everything is denied: for limits that protect something worth more than being reachable, such as log-in. */
    CLOSED
}
