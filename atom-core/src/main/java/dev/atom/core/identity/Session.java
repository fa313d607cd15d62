package dev.atom.core.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A log-in and what came of it.
 *
 * @param id of the session
 * @param user who logged in
 * @param createdAt when
 * @param lastSeenAt when it was last used, within a minute
 * @param idleUntil when it ends if it is not used before
 * @param absoluteUntil when it ends whatever happens
 * @param ended when and why it ended, if it did before its time
 * @param ip where the log-in came from
 * @param userAgent what the client called itself, untrusted
 */
public record Session(
        UUID id,
        UserId user,
        Instant createdAt,
        Instant lastSeenAt,
        Instant idleUntil,
        Instant absoluteUntil,
        Optional<Ending> ended,
        Optional<String> ip,
        Optional<String> userAgent) {
    /** How long a session lives without being used. */
    public static final Duration IDLE = Duration.ofMinutes(30);

    /** How long a session lives at most. */
    public static final Duration ABSOLUTE = Duration.ofHours(12);

    /**
     * An early end.
     *
     * @param at when
     * @param because why
     */
    public record Ending(Instant at, String because) {}

    /** Whether it can be used. */
    public boolean isLive(Instant now) {
        return ended.isEmpty() && now.isBefore(idleUntil) && now.isBefore(absoluteUntil);
    }

    /** When it ends if it is used now and not again. */
    Instant idleFrom(Instant now) {
        Instant idle = now.plus(IDLE);
        return idle.isBefore(absoluteUntil) ? idle : absoluteUntil;
    }
}
