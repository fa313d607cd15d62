package dev.atom.core.limit;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Taken from limits that are counted exactly, and from the places of a name. Thread-safe. */
final class SketchedReservation implements Reservation {
    private final Reservation others;
    private final List<Reservation> places;
    private final Runnable refundFull;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * Something taken.
     *
     * @param places those that refused among them
     * @param refundFull gives back what those were charged nevertheless
     */
    SketchedReservation(Reservation others, List<Reservation> places, Runnable refundFull) {
        this.others = others;
        this.places = places;
        this.refundFull = refundFull;
    }

    @Override
    public Decision decision() {
        return others.decision();
    }

    @Override
    public void settle(long actualCost) {
        others.settle(actualCost);
        ended.set(true);
    }

    @Override
    public void cancel() {
        others.cancel();
        if (ended.compareAndSet(false, true)) {
            places.forEach(Reservation::cancel);
            refundFull.run();
        }
    }

    @Override
    public void close() {
        others.close();
        ended.set(true);
    }
}
