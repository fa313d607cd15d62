package dev.atom.core.node;

import java.time.Duration;

/**
 * How long nodes, and the work on them, may take.
 *
 * @param lease a session ends when nobody has sent a heartbeat for so long
 * @param linger a session ends when nobody has been connected for so long after a gateway said that the last one left
 * @param cycle how often each provider is reconciled, give or take a fifth
 * @param call how long one call to a provider may take
 */
public record NodeTimes(Duration lease, Duration linger, Duration cycle, Duration call) {
    /** Five minutes, ninety seconds, fifteen seconds and thirty seconds. */
    public static final NodeTimes DEFAULT = new NodeTimes(
            Duration.ofMinutes(5), Duration.ofSeconds(90), Duration.ofSeconds(15), Duration.ofSeconds(30));

    /** How soon a cycle may follow the one before. */
    Duration shortestCycle() {
        return cycle.multipliedBy(4).dividedBy(5);
    }

    /** Refuses times that are not above zero. */
    public NodeTimes {
        for (Duration time : new Duration[] {lease, linger, cycle, call}) {
            if (time.isZero() || time.isNegative()) {
                throw new IllegalArgumentException("a time for nodes must be more than zero, not " + time);
            }
        }
    }
}
