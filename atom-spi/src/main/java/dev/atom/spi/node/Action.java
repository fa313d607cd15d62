package dev.atom.spi.node;

/** What a provider can be asked for, as far as its rate limits tell one from the other. */
public enum Action {
    /** Make a node. */
    CREATE,
    /** Look at one node. */
    GET,
    /** Ask for a page of nodes. */
    LIST,
    /** End a node. */
    DESTROY,
    /** Make, list or remove scopes. */
    SCOPE
}
