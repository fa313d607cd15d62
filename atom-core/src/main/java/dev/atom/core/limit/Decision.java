package dev.atom.core.limit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a {@link LimitRequest}.
 *
 * <pre>{@code
 * if (limiter.acquire(request) instanceof Decision.Denied denied) {
 *     return refuse(denied);
 * }
 * }</pre>
 *
 * <p>Whether it was allowed, and by which limits it was denied, never changes. The figures are those that came with the decision
 * if the engine had to fetch them; an engine in memory reads them when it is asked for them, so that a decision nobody asks for
 * figures costs no memory. Thread-safe.
 */
public sealed interface Decision {
    /** What was asked. */
    LimitRequest request();

    /** How each limit of the request stands, in the request's order. */
    List<LimitState> states();

    /** The cost was taken from every limit. */
    non-sealed interface Allowed extends Decision {}

    /** Nothing was taken. */
    non-sealed interface Denied extends Decision {
        /** The limits that refused, in the request's order; at least one. */
        List<Limit> violated();

        /** Why they refused. */
        Reason reason();

        /**
         * How long to wait until every limit would admit the request if nobody else took anything; zero when it would be admitted
         * by now, empty when waiting does not help.
         */
        Optional<Duration> retryAfter();
    }

    /** Why a request was denied. */
    enum Reason {
        /** Too much was taken before. */
        EXHAUSTED,
        /** The cost is more than the limit ever has at once: no waiting helps. */
        OVERSIZE,
        /** The engine keeps as many keys as it may, all of them in use, and this would be one more. */
        FULL,
        /** The store of the limit is away, and the limit is {@link WhenUnavailable#CLOSED}. */
        UNAVAILABLE
    }
}
