package dev.atom.core.limit;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A request was refused by limits. RATE_LIMITED when too much was asked for; UNAVAILABLE when the limits could not be decided.
 * The detail {@value #VIOLATED} names the policies, separated by commas.
 */
public final class LimitedException extends AtomException {
    /** The detail with the names of the policies that refused. */
    public static final String VIOLATED = "violated_policies";

    private static final long serialVersionUID = 1L;

    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final transient Decision.Denied denied;

    /** A refusal in words that say which limit, and when to come again. */
    public LimitedException(Decision.Denied denied) {
        super(code(denied.reason()), message(denied), null, Map.of(VIOLATED, String.join(",", names(denied))));
        this.denied = denied;
    }

    /** The decision, with the figures of each limit. */
    public Decision.Denied denied() {
        return denied;
    }

    /** The names of the policies that refused; at least one. */
    public List<String> violated() {
        return names(denied);
    }

    /**
     * After which time to try again; empty when waiting does not help. A place at a limit of things at once may come free at any
     * moment, and at the latest at its deadline: a second is what is told.
     */
    public Optional<Duration> retryAfter() {
        return retryAfter(denied);
    }

    private static Optional<Duration> retryAfter(Decision.Denied denied) {
        return switch (denied.reason()) {
            case OVERSIZE -> Optional.empty();
            case FULL, UNAVAILABLE -> Optional.of(denied.retryAfter().orElse(MOMENT));
            case EXHAUSTED ->
                denied.states().stream()
                        .filter(state -> denied.violated().contains(state.limit()))
                        .map(state -> state.limit().policy() instanceof Concurrency ? MOMENT : state.retryAfter())
                        .max(Comparator.naturalOrder());
        };
    }

    private static List<String> names(Decision.Denied denied) {
        return denied.violated().stream().map(limit -> limit.policy().name()).toList();
    }

    private static ErrorCode code(Decision.Reason reason) {
        return switch (reason) {
            case EXHAUSTED, OVERSIZE -> ErrorCode.RATE_LIMITED;
            case FULL, UNAVAILABLE -> ErrorCode.UNAVAILABLE;
        };
    }

    private static String message(Decision.Denied denied) {
        String limits = denied.violated().stream()
                .map(limit -> describe(limit.policy()))
                .collect(Collectors.joining(" and "));
        return switch (denied.reason()) {
            case EXHAUSTED -> "limit reached: " + limits + ": " + whenToTry(retryAfter(denied));
            case OVERSIZE ->
                "the request asks for more than the limit ever allows at once: " + limits + ": ask for less";
            case FULL, UNAVAILABLE -> "limits cannot be decided now: " + limits + ": try again in a moment";
        };
    }

    private static String whenToTry(Optional<Duration> wait) {
        return wait.map(time -> "try again in " + Math.max(1, ceilSeconds(time)) + " s")
                .orElse("waiting does not help");
    }

    private static long ceilSeconds(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }

    private static String describe(LimitPolicy policy) {
        String span = policy instanceof Concurrency
                ? " at once"
                : " in " + policy.window().toSeconds() + " s";
        return policy.name() + ", " + policy.limit() + span;
    }
}
