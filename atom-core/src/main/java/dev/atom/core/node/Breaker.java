package dev.atom.core.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Keeps calls away from a provider that fails: after {@value #FAILURES} failures in a row it lets one call through in each
 * {@value #PROBE_SECONDS} seconds until one succeeds. Thread-safe.
 */
final class Breaker {
    private static final int FAILURES = 3;
    private static final int PROBE_SECONDS = 30;

    private final InstantSource clock;
    private int failures;
    private Instant nextProbe = Instant.MIN;

    Breaker(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether a call may be made; while it is open, asking takes the probe. */
    synchronized boolean allows() {
        if (failures < FAILURES) {
            return true;
        }
        Instant now = clock.instant();
        if (now.isBefore(nextProbe)) {
            return false;
        }
        nextProbe = now.plusSeconds(PROBE_SECONDS);
        return true;
    }

    /** Whether calls are kept away. */
    synchronized boolean isOpen() {
        return failures >= FAILURES;
    }

    /** How long until the next probe; zero when one may be made. */
    synchronized Duration untilProbe() {
        Duration left = Duration.between(clock.instant(), nextProbe);
        return isOpen() && !left.isNegative() ? left : Duration.ZERO;
    }

    synchronized void succeeded() {
        failures = 0;
    }

    synchronized void failed() {
        failures++;
        if (failures >= FAILURES) {
            nextProbe = clock.instant().plusSeconds(PROBE_SECONDS);
        }
    }
}
