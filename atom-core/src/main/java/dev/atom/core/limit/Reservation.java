package dev.atom.core.limit;

/**
 * Something taken that is not certain yet. The first of {@link #settle}, {@link #cancel} and {@link #close} ends it; later ones do
 * nothing. One that is never ended, because its process died, counts as settled at its estimates, and its
 * {@link Concurrency} places come free at their deadline. All three do nothing on a denied reservation.
 *
 * <p>Thread-safe. Ending never throws because a store is away: what cannot be given back stays spent until its time has passed.
 */
public interface Reservation extends AutoCloseable {
    /** Whether it was taken. */
    Decision decision();

    /**
     * It happened, at this cost. Every {@linkplain LimitRequest#andEstimated estimated} cost is replaced by it: the rest is given
     * back; what it cost more is charged even if the limit has less left, and later requests wait for it. Places at concurrency
     * limits are given back. Other costs stay.
     *
     * @param actualCost 0 or more
     */
    void settle(long actualCost);

    /** It did not happen: everything is given back. */
    void cancel();

    /** It happened, at the estimated cost: places at concurrency limits are given back, all else stays spent. */
    @Override
    void close();
}
