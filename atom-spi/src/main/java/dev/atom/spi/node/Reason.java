package dev.atom.spi.node;

/**
 * Why a provider could not do what it was asked.
 *
 * @param kind what the host may act on
 * @param detail for people: what happened, with which value; our words, not the provider's, and never a secret
 */
public record Reason(Kind kind, String detail) {
    /** The meanings the host distinguishes. */
    public enum Kind {
        /** Too many calls; a later try may succeed. */
        RATE_LIMITED,
        /** The account may have no more. */
        QUOTA,
        /** The provider has no room at the moment, or not there. */
        CAPACITY,
        /** The provider refused our credential. */
        AUTHENTICATION,
        /** The request can never succeed as it is. */
        INVALID,
        /** The name belongs to something that is not ours. */
        NAME_TAKEN,
        /** It is in a state that does not allow this now. */
        BUSY,
        /** Another client holds a lock on it. */
        LOCKED,
        /** The scope still holds nodes. */
        NOT_EMPTY,
        /** Tenants would share what does not keep them apart. */
        NOT_ISOLATED,
        /** The node is where this instance cannot see it. */
        OUT_OF_SIGHT,
        /** The provider did not answer in time. */
        TIMEOUT,
        /** The provider could not be reached. */
        UNREACHABLE,
        /** The provider failed, or answered something that cannot be read. */
        PROVIDER_ERROR
    }

    @Override
    public String toString() {
        return kind + ": " + detail;
    }
}
