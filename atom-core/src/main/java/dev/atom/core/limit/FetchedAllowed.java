package dev.atom.core.limit;

import java.util.List;

/** Allowed, with the figures that came with the decision. */
record FetchedAllowed(LimitRequest request, List<LimitState> states) implements Decision.Allowed {
    FetchedAllowed {
        states = List.copyOf(states);
    }
}
