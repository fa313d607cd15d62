package dev.atom.core.limit;

/**
 * Decides whether something may happen now. Guarantee: whatever the number of threads, no limit admits more in any window than
 * its policy's {@link LimitPolicy#bound bound}. Each decision counts as made at one instant between its call and its return.
 *
 * <p>A decision over several limits is all or nothing: a refused request has spent nothing when it returns. While it is being
 * decided, another caller of the same limit may find it more spent than it ends up being, and be refused; never the reverse.
 *
 * <p><b>Live reconfiguration.</b> A limit's state is kept under its key, its policy's name and its policy's kind; the numbers
 * come with each call. So a changed policy holds from the next call on, and what was spent still counts: a sliding window and a
 * concurrency limit keep the units that were spent, a token bucket keeps the share of itself that was spent (an exhausted bucket
 * stays exhausted and refills at the new rate). When a window's length changes, all units still counted move to the present
 * moment, which can only refuse longer. Another name, or another kind under the same name, begins anew.
 *
 * <p>Thread-safe. An engine in memory never blocks; one across machines blocks for at most its configured time-out.
 */
public interface RateLimiter extends AutoCloseable {
    /**
     * Takes the request's cost from all of its limits, or from none.
     *
     * @throws IllegalArgumentException when a limit of the request is a {@link Concurrency}: that has to be given back, so it
     *     must be {@linkplain #reserve reserved}
     */
    Decision acquire(LimitRequest request);

    /** What {@link #acquire} or {@link #reserve} would answer now. Takes nothing. */
    Decision peek(LimitRequest request);

    /**
     * Gives back what an {@link #acquire} of an equal request took. Each unit given back lets one more unit through from now on:
     * a window then holds at most the policy's bound plus what was given back inside that window. From a sliding window the
     * oldest units leave first. Never gives back more than is spent. To take something that may turn out smaller or not happen,
     * use {@link #reserve}, which is exact.
     *
     * @throws IllegalArgumentException when a limit of the request is a {@link Concurrency}
     */
    void refund(LimitRequest request);

    /**
     * Takes as {@link #acquire} does, and can later correct the cost or give it back. What is given back is not counted by the
     * bound, which holds for the rest: so a unit that no longer counts, or may have come back by itself, is not given back again.
     * A sliding window knows exactly which those are and suits estimates best; a token bucket gives back what the units would
     * need to refill, less the time since they were taken.
     *
     * @return the reservation, whose {@link Reservation#decision} says whether there is one
     */
    Reservation reserve(LimitRequest request);

    /** Ends threads and connections of the engine. Reservations may still be ended afterwards. Idempotent. */
    @Override
    void close();
}
