package dev.atom.core.limit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Denied, with the figures that came with the decision. */
record FetchedDenied(
        LimitRequest request,
        List<LimitState> states,
        List<Limit> violated,
        Reason reason,
        Optional<Duration> retryAfter)
        implements Decision.Denied {
    FetchedDenied {
        states = List.copyOf(states);
        violated = List.copyOf(violated);
    }

    /** Denied by limits that could be asked. */
    static FetchedDenied of(LimitRequest request, List<LimitState> states, List<Limit> violated) {
        if (request.isOversize()) {
            return new FetchedDenied(request, states, oversize(request), Reason.OVERSIZE, Optional.empty());
        }
        Duration longest = states.stream()
                .map(LimitState::retryAfter)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return new FetchedDenied(request, states, violated, Reason.EXHAUSTED, Optional.of(longest));
    }

    private static List<Limit> oversize(LimitRequest request) {
        return request.parts().stream()
                .filter(part -> part.cost() > part.limit().policy().capacity())
                .map(LimitRequest.Part::limit)
                .toList();
    }
}
