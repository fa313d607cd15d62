package dev.atom.cloud.fly;

import dev.atom.spi.node.RateBudget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Token buckets, one for each kind of call and thing it is about, so that Fly need not answer 429: its limits are per action
 * and per machine or app. A bucket is the one instant at which it will be full again. The oldest of 10,000 make way.
 * Thread-safe.
 */
final class FlyBudgets {
    private static final int MOST = 10_000;

    private final Clock clock;
    private final Map<String, Instant> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST;
        }
    };

    FlyBudgets(Clock clock) {
        this.clock = clock;
    }

    /** Takes one call; when there is none left, says how long until there is. */
    synchronized Optional<Duration> take(RateBudget budget, String bucket) {
        Instant now = clock.instant();
        Instant full = fullAt.getOrDefault(bucket, now);
        Duration room = budget.interval().multipliedBy(budget.burst());
        // A clock that was set back must not close the bucket for as long as it went back.
        Instant from = full.isBefore(now) || full.isAfter(now.plus(room)) ? now : full;
        Instant next = from.plus(budget.interval());
        Duration over = Duration.between(now.plus(room), next);
        if (!over.isNegative() && !over.isZero()) {
            return Optional.of(over);
        }
        fullAt.put(bucket, next);
        return Optional.empty();
    }
}
