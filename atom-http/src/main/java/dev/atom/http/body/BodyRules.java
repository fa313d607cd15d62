package dev.atom.http.body;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;

/**
 * What bodies may cost the server.
 *
 * @param pace how slowly they may come
 * @param mostHeld bytes of bodies in memory at once, from 1; a quarter of it from one address. One body of the largest size, and
 *     a second from elsewhere, always have room
 * @param mostRelayHeld the same under {@code /v1/}, where it is a quarter for one tenant
 */
public record BodyRules(BodyPace pace, long mostHeld, long mostRelayHeld) {
    /** Checks the values; VALIDATION_ERROR. */
    public BodyRules {
        if (mostHeld < 1 || mostRelayHeld < 1) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, "the bytes held must be positive");
        }
    }

    /** The usual pace; a sixteenth of the heap for bodies, and an eighth for those under {@code /v1/}. */
    public static BodyRules usual() {
        long heap = Runtime.getRuntime().maxMemory();
        return new BodyRules(BodyPace.USUAL, heap / 16, heap / 8);
    }

    /** Bodies of at most {@code limit} bytes. */
    public Bodies bodies(int limit) {
        return Bodies.of(limit, mostHeld, pace);
    }

    /** Bodies of at most {@code limit} bytes under {@code /v1/}. */
    public Bodies relayBodies(int limit) {
        return Bodies.of(limit, mostRelayHeld, pace);
    }
}
