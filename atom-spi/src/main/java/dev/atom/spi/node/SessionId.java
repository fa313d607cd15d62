package dev.atom.spi.node;

import dev.atom.spi.Uuids;
import java.util.UUID;

/**
 * Identifies the session a node works for.
 *
 * @param value the UUID of the record
 */
public record SessionId(UUID value) {
    /**
     * Reads the canonical 36-character text.
     *
     * @throws dev.atom.spi.AtomException {@link dev.atom.spi.ErrorCode#BAD_REQUEST} when the text is anything else
     */
    public static SessionId parse(String text) {
        return new SessionId(Uuids.parse("session id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
