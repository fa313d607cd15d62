package dev.atom.spi.node;

import java.time.Duration;

/**
 * How often an action may be asked for: a bucket of {@code burst} calls that gains one every {@code interval}.
 *
 * @param burst 1 or more
 * @param interval more than zero
 */
public record RateBudget(int burst, Duration interval) {
    /** Refuses a budget that never lets a call through. */
    public RateBudget {
        if (burst < 1 || interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("a budget has a burst of at least 1 and an interval above zero");
        }
    }
}
