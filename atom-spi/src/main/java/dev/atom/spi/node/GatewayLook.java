package dev.atom.spi.node;

import java.util.Set;

/** What came of asking a gateway who is connected. */
public sealed interface GatewayLook {
    /**
     * An answer.
     *
     * @param connected the sessions somebody is connected to; copied
     * @param complete whether every connection there is was to be seen and could be read; when not, absence means nothing
     */
    record Seen(Set<SessionId> connected, boolean complete) implements GatewayLook {
        /** Copies the sessions. */
        public Seen {
            connected = Set.copyOf(connected);
        }
    }

    /**
     * There was no answer. Says nothing about any session.
     *
     * @param why what stood in the way
     */
    record Unavailable(Reason why) implements GatewayLook {}
}
