package dev.atom.tck.fly;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Fly's documented limits: one request a second for each action and identifier with a burst of three, looking at a machine
 * five with a burst of ten, deleting apps a hundred a minute.
 */
final class FlyBuckets {
    private final Clock clock;
    private final Map<String, Instant> emptyAt = new HashMap<>();

    FlyBuckets(Clock clock) {
        this.clock = clock;
    }

    /** Takes one call from the bucket of an action on a thing; false when there is none left. */
    synchronized boolean take(String action, String identifier) {
        Duration interval =
                switch (action) {
                    case "get" -> Duration.ofMillis(200);
                    case "delete-app" -> Duration.ofMillis(600);
                    default -> Duration.ofSeconds(1);
                };
        int burst =
                switch (action) {
                    case "get" -> 10;
                    case "delete-app" -> 100;
                    default -> 3;
                };
        Instant now = clock.instant();
        Instant full = emptyAt.getOrDefault(action + " " + identifier, now);
        Instant next = (full.isBefore(now) ? now : full).plus(interval);
        if (Duration.between(now, next).compareTo(interval.multipliedBy(burst)) > 0) {
            return false;
        }
        emptyAt.put(action + " " + identifier, next);
        return true;
    }
}
