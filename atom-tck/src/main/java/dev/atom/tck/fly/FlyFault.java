package dev.atom.tck.fly;

/** The ways in which Fly, its hosts and the network between have been seen to go wrong. */
public enum FlyFault {
    /** A create is answered 408, and the machine appears only after {@link FlyFake#landLateCreates}. */
    CREATE_LATE,
    /** A create is answered 408 after the machine was made. */
    CREATE_TIMED_OUT,
    /** A create is done, and the connection is reset before its reply. */
    CREATE_REPLY_LOST,
    /** The connection is reset before anything is done about a create. */
    CREATE_DROPPED,
    /** A create is answered 500, and nothing is made. */
    CREATE_FAILED,
    /** A create is answered 409: no room on that host. */
    NO_CAPACITY,
    /** A create is answered 403: the organisation's quota is used up. */
    OVER_QUOTA,
    /** Making an app is answered 422: the name belongs to somebody else. */
    APP_NAME_TAKEN,
    /** Making an app whose name was deleted is answered 422: the name is not free yet. */
    APP_NAME_HELD,
    /** An app is deleted, and the connection is reset before the reply. */
    APP_DELETE_REPLY_LOST,
    /** Lists are empty, with status 200 and no cursor, as if that were all. */
    LIST_EMPTY,
    /** Lists miss every second machine, as if that were all. */
    LIST_HALF,
    /** Pages hold one machine at most, and every second page none, with a cursor as long as there is more. */
    LIST_SHORT_PAGES,
    /** The organisation's list misses the machines of its first machine's region and names it in {@code error_regions}. */
    LIST_REGION_MISSING,
    /** The organisation's list shows no machine made since, as it may lag behind. */
    LIST_LAGS,
    /** A list breaks off after its first page: the second is answered 503. */
    LIST_SECOND_PAGE_FAILS,
    /** A destroy is accepted and stays {@code destroying} until {@link FlyFake#finishDestroys}. */
    DESTROY_STUCK,
    /** A destroy is done, and the connection is reset before its reply. */
    DESTROY_REPLY_LOST,
    /** A destroy is answered 409: somebody else holds the lease. */
    DESTROY_LEASED,
    /** Destroyed machines go on being shown, by get and by lists, with the state {@code destroyed}. */
    DESTROYED_LINGERS,
    /** Machines are shown without {@code config}: their host is unreachable, the tags are gone from sight. */
    CONFIG_VANISHED,
    /** Machines are shown in a state nobody has heard of. */
    STATE_UNHEARD_OF,
    /** Every call is answered 401. */
    TOKEN_REVOKED,
    /** Every call for an app, for what is in it and for the organisation is answered 404, as for another one's token. */
    TOKEN_OF_ANOTHER_ORG,
    /** Every call is answered 429, without a body. */
    RATE_LIMITED,
    /** Every call is answered 503. */
    DOWN,
    /** Every connection is reset before the reply, and nothing is done. */
    UNREACHABLE
}
