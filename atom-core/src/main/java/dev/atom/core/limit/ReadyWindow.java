package dev.atom.core.limit;

import org.jspecify.annotations.Nullable;

/**
 * A request of one sliding window. A refusal is decided by a copied time if the sub-window of that time lasts for
 * {@link #GUARD_MICROS} more, an admission if it lasts for {@link #HORIZON_MICROS} more.
 */
final class ReadyWindow extends ReadyLimit {
    private final WindowCells cells;
    private final long hash;
    private final long length;
    private final long cost;
    private final long most;

    /** Where the window was last. Written in a race; whoever uses it asks whose the cell is. */
    private @Nullable WindowCell cell;

    ReadyWindow(LocalAllowed allowed, WindowCells cells, CountedWindow policy) {
        super(allowed);
        this.cells = cells;
        this.hash = allowed.request().hash();
        this.cost = allowed.request().cost();
        this.length = policy.subWindowMicros();
        this.most = policy.limit() - cost;
        this.cell = cells.find(hash);
    }

    @Override
    long tryAt(long coarse) {
        WindowCell known = cell;
        if (known == null) {
            return lookAgain();
        }
        int look = known.look();
        long left = known.end() - coarse;
        boolean refused = known.total() > most;
        if (!known.holds(hash) || known.length() != length || !known.unchangedSince(look)) {
            return lookAgain();
        }
        if (refused) {
            return left > GUARD_MICROS ? Taken.EXHAUSTED : Taken.UNDECIDED;
        }
        return left > HORIZON_MICROS ? takeFrom(known, coarse) : Taken.UNDECIDED;
    }

    private long takeFrom(WindowCell known, long coarse) {
        if (!known.hold(hash)) {
            return Taken.UNDECIDED;
        }
        long taken = Taken.UNDECIDED;
        if (known.length() == length && known.end() - coarse > HORIZON_MICROS && known.total() <= most) {
            known.add(cost);
            taken = known.present();
        }
        known.release();
        return taken;
    }

    private long lookAgain() {
        cell = cells.find(hash);
        return Taken.UNDECIDED;
    }
}
