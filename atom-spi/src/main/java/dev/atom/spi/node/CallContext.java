package dev.atom.spi.node;

import java.time.Duration;

/**
 * What a caller grants one call.
 *
 * @param timeout how long the call may take in all, above zero
 */
public record CallContext(Duration timeout) {
    /** Refuses a call without time. */
    public CallContext {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a call's time must be more than zero, not " + timeout);
        }
    }

    /** A call that may take so long. */
    public static CallContext within(Duration timeout) {
        return new CallContext(timeout);
    }
}
