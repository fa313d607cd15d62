package dev.atom.core.limit;

/**
 * A request of one limit that was decided before, with all at hand that its next decision needs. Decides by a time that has been,
 * and only where the present would lead to the same. Thread-safe.
 */
abstract class ReadyLimit {
    /** How long an admission by a copied time must stay the same for every later time. */
    static final long HORIZON_MICROS = 10_000_000;

    /** A refusal by a copied time is final if admission is further away than this. */
    static final long GUARD_MICROS = 2_000;

    private final LocalRateLimiter limiter;
    private final LocalAllowed allowed;
    private final LocalDenied exhausted;

    ReadyLimit(LocalAllowed allowed) {
        this.limiter = allowed.limiter();
        this.allowed = allowed;
        this.exhausted = allowed.denied(1, Decision.Reason.EXHAUSTED);
    }

    final boolean isOf(LocalRateLimiter asked) {
        return limiter == asked;
    }

    /** That it was allowed. */
    final LocalAllowed allowed() {
        return allowed;
    }

    /** That it was denied, because too much was taken before. */
    final LocalDenied exhausted() {
        return exhausted;
    }

    /**
     * Takes the cost, or finds that there is too little left.
     *
     * @param coarse a time that has been, or {@link LimitClock#UNKNOWN}
     * @return {@link Taken#UNDECIDED} if the present is needed
     */
    abstract long tryAt(long coarse);
}
