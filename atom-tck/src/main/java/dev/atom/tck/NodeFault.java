package dev.atom.tck;

/** The ways in which a provider's service can be made to go wrong for {@link NodeProviderContract}. */
public enum NodeFault {
    /** A create is done and its reply never arrives. */
    CREATE_REPLY_LOST,
    /** A create seems to fail, and is done later, by {@link NodeProviderContract#landLateCreates}. */
    CREATE_LATE,
    /** A create fails on the service's side with an answer that does not say whether it was done. */
    CREATE_FAILED,
    /** A create is refused for certain, for want of room or quota. */
    CREATE_REFUSED,
    /** A listing says that it cannot answer for a part. */
    LIST_INCOMPLETE,
    /** Pages are short or empty although more follow. */
    LIST_SHORT_PAGES,
    /** A listing breaks off after its first page. */
    LIST_BREAKS_OFF,
    /** Nodes are shown in a state the provider's author has not heard of. */
    STATE_UNHEARD_OF,
    /** Nodes are shown without their tags, as from a broken host. */
    TAGS_LOST,
    /** A destroy is accepted and does not happen. */
    DESTROY_STUCK,
    /** A destroy is refused, because somebody holds a lock or the state does not allow it. */
    DESTROY_REFUSED,
    /** A destroy is done and its reply never arrives. */
    DESTROY_REPLY_LOST,
    /** Calls are refused for being too many. */
    RATE_LIMITED,
    /** The credential is refused. */
    CREDENTIAL_REFUSED,
    /** The service answers that it is down. */
    DOWN,
    /** The service cannot be reached. */
    UNREACHABLE
}
