package dev.atom.core.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a request was allowed, by an engine in memory: the same object each time, kept in the request together with the ways in
 * which it was denied. Thread-safe.
 */
final class LocalAllowed implements Decision.Allowed {
    private static final int MOST_KEPT = 8;

    private final LocalRateLimiter limiter;
    private final LimitRequest request;

    /** Written in a race, at worst losing one that is made again. */
    private @Nullable LocalDenied denied;

    LocalAllowed(LocalRateLimiter limiter, LimitRequest request) {
        this.limiter = limiter;
        this.request = request;
    }

    boolean isOf(LocalRateLimiter asked) {
        return limiter == asked;
    }

    LocalRateLimiter limiter() {
        return limiter;
    }

    @Override
    public LimitRequest request() {
        return request;
    }

    @Override
    public List<LimitState> states() {
        return limiter.states(request);
    }

    /** That it was denied, by the parts whose bits are set. */
    LocalDenied denied(int violated, Decision.Reason reason) {
        LocalDenied first = denied;
        for (LocalDenied each = first; each != null; each = each.next()) {
            if (each.is(violated, reason)) {
                return each;
            }
        }
        LocalDenied made = new LocalDenied(this, violated, reason, first);
        if (made.depth() <= MOST_KEPT) {
            denied = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return "allowed " + request;
    }
}
