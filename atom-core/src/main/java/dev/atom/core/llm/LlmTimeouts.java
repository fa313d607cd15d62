package dev.atom.core.llm;

import java.time.Duration;

/**
 * How long a call may take. All three are checked four times a second.
 *
 * @param firstByte until the provider's first event, or its whole reply when it is not a stream
 * @param idle between two events of a stream; comments and blank lines do not count as events
 * @param total for the whole call
 */
public record LlmTimeouts(Duration firstByte, Duration idle, Duration total) {
    /** Five minutes, one minute, ten minutes. */
    public static final LlmTimeouts DEFAULT =
            new LlmTimeouts(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofMinutes(10));
}
