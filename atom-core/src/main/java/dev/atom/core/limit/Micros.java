package dev.atom.core.limit;

import java.time.Duration;

/** Durations as whole microseconds, the unit of all limit arithmetic. */
final class Micros {
    /** 366 days. */
    static final long LONGEST_WINDOW = 366L * 86_400 * 1_000_000;

    private static final long SHORTEST_WINDOW = 1_000;

    private Micros() {}

    /** Rounded up; {@link Long#MAX_VALUE} when it is longer than that. */
    static long roundedUp(Duration duration) {
        long seconds = duration.getSeconds();
        if (seconds >= Long.MAX_VALUE / 1_000_000 - 1) {
            return Long.MAX_VALUE;
        }
        return seconds * 1_000_000 + (duration.getNano() + 999) / 1_000;
    }

    static Duration toDuration(long micros) {
        return Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000);
    }

    /** A policy's window: 1 ms to 366 days. */
    static long window(String policy, Duration window) {
        long micros = roundedUp(window);
        if (micros < SHORTEST_WINDOW || micros > LONGEST_WINDOW) {
            throw new IllegalArgumentException(
                    "policy " + policy + ": its time must be from 1 ms to 366 days, not " + window);
        }
        return micros;
    }

    /** How many whole parts cover the window; the window must be longer than zero. */
    static long parts(Duration window, long partMicros) {
        if (window.isZero() || window.isNegative()) {
            throw new IllegalArgumentException("a window must be longer than zero, not " + window);
        }
        return (roundedUp(window) - 1) / partMicros + 1;
    }

    /** Product of two numbers above zero, {@link Long#MAX_VALUE} at most. */
    static long saturatedProduct(long a, long b) {
        return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }
}
