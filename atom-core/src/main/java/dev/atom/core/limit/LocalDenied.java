package dev.atom.core.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** That a request was denied, by an engine in memory. Immutable. */
final class LocalDenied implements Decision.Denied {
    /** Until some other key may have given up its place; nobody knows. */
    private static final Duration WHEN_FULL = Duration.ofSeconds(1);

    private final LocalAllowed allowed;
    private final int violated;
    private final Decision.Reason reason;
    private final @Nullable LocalDenied next;
    private final int depth;

    LocalDenied(LocalAllowed allowed, int violated, Decision.Reason reason, @Nullable LocalDenied next) {
        this.allowed = allowed;
        this.violated = violated;
        this.reason = reason;
        this.next = next;
        this.depth = next == null ? 1 : next.depth + 1;
    }

    boolean is(int askedViolated, Decision.Reason askedReason) {
        return violated == askedViolated && reason == askedReason;
    }

    /** The next way in which the same request was denied. */
    @Nullable
    LocalDenied next() {
        return next;
    }

    /** How many ways there are from this one on. */
    int depth() {
        return depth;
    }

    @Override
    public LimitRequest request() {
        return allowed.request();
    }

    @Override
    public List<LimitState> states() {
        return allowed.states();
    }

    @Override
    public List<Limit> violated() {
        List<Limit> limits = new ArrayList<>();
        int bits = violated;
        for (LimitRequest each = request(); each != null; each = each.rest()) {
            if ((bits & 1) != 0) {
                limits.add(each.limit());
            }
            bits >>>= 1;
        }
        return List.copyOf(limits);
    }

    @Override
    public Decision.Reason reason() {
        return reason;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return switch (reason) {
            case OVERSIZE -> Optional.empty();
            case FULL, UNAVAILABLE -> Optional.of(WHEN_FULL);
            case EXHAUSTED -> states().stream().map(LimitState::retryAfter).max(Duration::compareTo);
        };
    }

    @Override
    public String toString() {
        return "denied by " + violated() + ": " + reason;
    }
}
