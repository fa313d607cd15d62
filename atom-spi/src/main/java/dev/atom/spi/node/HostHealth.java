package dev.atom.spi.node;

/** How the machine under a node is, as far as the provider says. */
public enum HostHealth {
    /** It answers. */
    OK,
    /** It cannot be reached: the node may be running unseen, and its tags may be missing from a listing. */
    UNREACHABLE,
    /** The provider does not say. */
    UNKNOWN
}
