package dev.atom.core.node;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.Resources;
import java.time.Duration;

/**
 * The session that is wanted.
 *
 * @param provider the id of the provider of its node
 * @param image what the node runs
 * @param resources how large it is
 * @param lifetime after this it ends in any case: one minute to seven days
 */
public record NewSession(String provider, ImageRef image, Resources resources, Duration lifetime) {
    /** The shortest lifetime. */
    public static final Duration SHORTEST = Duration.ofMinutes(1);

    /** The longest lifetime. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /**
     * Checks the lifetime.
     *
     * @throws AtomException VALIDATION_ERROR
     */
    public NewSession {
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "a session's time to live is " + SHORTEST.toSeconds() + " to " + LONGEST.toSeconds()
                            + " seconds, not " + lifetime.toSeconds());
        }
    }

    /** A session of an hour on a small node. */
    public static NewSession of(String provider, ImageRef image) {
        return new NewSession(provider, image, Resources.SMALL, Duration.ofHours(1));
    }
}
