package dev.atom.core.limit;

import java.time.Duration;

/**
 * How a limit stands.
 *
 * @param limit which one
 * @param remaining units it would admit now, 0 or more
 * @param resetAfter until nothing that was spent counts any more, if nothing else is taken; zero when nothing does
 * @param retryAfter until it would admit the request's cost on it once more, if nothing else is taken; zero when it would now.
 *     Meaningless when the cost is more than the limit ever has
 */
public record LimitState(Limit limit, long remaining, Duration resetAfter, Duration retryAfter) {
    /** Engines count in microseconds. */
    static LimitState ofMicros(Limit limit, long remaining, long resetAfter, long retryAfter) {
        return new LimitState(limit, remaining, Micros.toDuration(resetAfter), Micros.toDuration(retryAfter));
    }
}
