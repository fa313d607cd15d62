package dev.atom.core.identity;

import dev.atom.spi.Secret;
import java.time.Duration;
import java.util.UUID;

/**
 * What a log-in or a refresh gives. The holder hands both tokens to the user once and closes this.
 *
 * @param access a JWT for {@code Authorization: Bearer}
 * @param accessLife how long it is accepted
 * @param refresh good for one refresh
 * @param session the session's id
 * @param user who logged in
 */
public record SessionTokens(Secret access, Duration accessLife, Secret refresh, UUID session, User user)
        implements AutoCloseable {
    /** Wipes both tokens. */
    @Override
    public void close() {
        access.close();
        refresh.close();
    }

    /** Never a token. */
    @Override
    public String toString() {
        return "SessionTokens[" + session + "]";
    }
}
