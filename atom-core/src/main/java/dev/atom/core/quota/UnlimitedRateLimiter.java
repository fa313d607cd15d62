package dev.atom.core.quota;

import dev.atom.core.limit.Decision;
import dev.atom.core.limit.LimitRequest;
import dev.atom.core.limit.LimitState;
import dev.atom.core.limit.RateLimiter;
import dev.atom.core.limit.Reservation;
import java.util.List;

/** Allows everything and counts nothing: what is used when limits are switched off. */
public final class UnlimitedRateLimiter implements RateLimiter {
    /** Allows everything. */
    public UnlimitedRateLimiter() {}

    private record Always(LimitRequest request) implements Decision.Allowed, Reservation {
        @Override
        public List<LimitState> states() {
            return List.of();
        }

        @Override
        public Decision decision() {
            return this;
        }

        @Override
        public void settle(long actualCost) {}

        @Override
        public void cancel() {}

        @Override
        public void close() {}
    }

    @Override
    public Decision acquire(LimitRequest request) {
        return new Always(request);
    }

    @Override
    public Decision peek(LimitRequest request) {
        return new Always(request);
    }

    @Override
    public void refund(LimitRequest request) {}

    @Override
    public Reservation reserve(LimitRequest request) {
        return new Always(request);
    }

    @Override
    public void close() {}
}
