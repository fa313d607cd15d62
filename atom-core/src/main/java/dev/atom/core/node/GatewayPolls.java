package dev.atom.core.node;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;

/**
 * How a gateway is asked who is connected.
 *
 * @param every the time between two questions: 1 second to 2 minutes, so that a lease outlasts several
 * @param missed after how many complete answers in a row without it a connection counts as closed, 2 to 100
 */
public record GatewayPolls(Duration every, int missed) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** Each half minute, three times. */
    public static final GatewayPolls DEFAULT = new GatewayPolls(Duration.ofSeconds(30), 3);

    /**
     * Checks the ranges.
     *
     * @throws AtomException VALIDATION_ERROR
     */
    public GatewayPolls {
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "a gateway is asked every 1 to 120 seconds, not every " + every);
        }
        if (missed < 2 || missed > 100) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "a connection counts as closed after 2 to 100 answers without it, not after " + missed);
        }
    }
}
