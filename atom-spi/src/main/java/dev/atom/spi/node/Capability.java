package dev.atom.spi.node;

/** What a provider can do beyond the minimum. Each is tested by the contract of {@code atom-tck}; claim only what holds. */
public enum Capability {
    /** Two creates of one name, even at once, never make two nodes: the second is {@link CreateOutcome.Exists}. */
    UNIQUE_NAMES,
    /** The tags are on the node from its first moment. */
    TAG_ON_CREATE,
    /** The provider itself selects by tag, so listing costs nothing for other people's nodes. */
    TAG_FILTER,
    /** A listing shows every node whose create has returned. */
    CONSISTENT_LIST,
    /** A destroy names one incarnation: a later node with the same id is not touched. */
    CONDITIONAL_DELETE,
    /** The node ends by itself at its deadline, with ATOM gone. */
    NATIVE_TTL,
    /** The node is gone when what it runs has ended. */
    SELF_DESTROY_ON_EXIT,
    /** Removing a scope removes all in it. */
    SCOPE_CASCADE_DELETE,
    /** Tenants are kept apart by more than an operating system user. */
    ISOLATED
}
