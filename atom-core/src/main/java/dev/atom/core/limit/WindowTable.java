package dev.atom.core.limit;

import org.jspecify.annotations.Nullable;

/**
 * Every sliding window and concurrency limit of an engine. Allocates nothing but the cell of a key that is new to it. Thread-safe.
 */
final class WindowTable {
    private final WindowCells cells;
    private final LimitClock clock;
    private final Turnstiles turnstiles;

    WindowTable(int bits, LimitClock clock, Turnstiles turnstiles) {
        this.cells = new WindowCells(bits);
        this.clock = clock;
        this.turnstiles = turnstiles;
    }

    /** A request that may be decided again. */
    ReadyLimit ready(LocalAllowed allowed, CountedWindow policy) {
        return new ReadyWindow(allowed, cells, policy);
    }

    /**
     * Takes a cost. The receipt is the sub-window it was taken in. The time may be read before: if another caller has turned the
     * cell further since, this one decides in that sub-window, which has been the present one in the meantime.
     */
    long take(long hash, long cost, CountedWindow policy) {
        long instant = clock.micros();
        while (true) {
            WindowCell cell = cells.find(hash);
            if (cell == null) {
                instant = claim(hash, policy);
                if (!Taken.is(instant)) {
                    return instant;
                }
                continue;
            }
            if (isExhausted(cell, instant, hash, cost, policy)) {
                return Taken.EXHAUSTED;
            }
            if (cell.hold(hash)) {
                cell.turnTo(instant, policy.subWindowMicros());
                boolean fits = cell.total() + cost <= policy.limit();
                if (fits) {
                    cell.add(cost);
                }
                long present = cell.present();
                cell.release();
                return fits ? present : Taken.EXHAUSTED;
            }
        }
    }

    /** A refusal in the cell's present sub-window needs no hold. */
    private static boolean isExhausted(WindowCell cell, long now, long hash, long cost, CountedWindow policy) {
        int look = cell.look();
        long length = cell.length();
        boolean exhausted = cell.holds(hash)
                && length == policy.subWindowMicros()
                && now < cell.end()
                && cell.total() + cost > policy.limit();
        return exhausted && cell.unchangedSince(look);
    }

    /** Gives a key a cell if it has none. Returns the time, or that there is no place. */
    private long claim(long hash, CountedWindow policy) {
        synchronized (turnstiles.of(hash)) {
            boolean there = cells.find(hash) != null;
            // Read after the look-up: if the key had a cell before, this is later than when that was empty.
            long now = clock.micros();
            return there || cells.claim(hash, policy.subWindowMicros(), now) ? now : Taken.FULL;
        }
    }

    /** How the limit stands for a cost. */
    LimitState state(long now, long hash, long cost, Limit limit, CountedWindow policy) {
        WindowCell cell = held(hash);
        if (cell == null) {
            return LimitState.ofMicros(limit, policy.limit(), 0, 0);
        }
        cell.turnTo(now, policy.subWindowMicros());
        long total = cell.total();
        long reset = cell.waitFor(total, now);
        long retry = cell.waitFor(Math.min(total, total + cost - policy.limit()), now);
        cell.release();
        return LimitState.ofMicros(limit, Math.max(0, policy.limit() - total), reset, retry);
    }

    /** Whether a cost would be refused. */
    boolean refuses(long now, long hash, long cost, CountedWindow policy) {
        WindowCell cell = held(hash);
        if (cell == null) {
            return false;
        }
        cell.turnTo(now, policy.subWindowMicros());
        boolean refused = cell.total() + cost > policy.limit();
        cell.release();
        return refused;
    }

    /** Removes units that somebody took at some time. */
    void refund(long hash, long units, CountedWindow policy) {
        long now = clock.micros();
        WindowCell cell = held(hash);
        if (cell != null) {
            cell.turnTo(now, policy.subWindowMicros());
            cell.removeOldest(units);
            cell.release();
        }
    }

    /** Removes units that were taken in that sub-window. Units that were moved because the window's length changed stay. */
    void giveBack(long hash, long subWindow, long units, CountedWindow policy) {
        long now = clock.micros();
        WindowCell cell = held(hash);
        if (cell != null) {
            if (cell.length() == policy.subWindowMicros()) {
                cell.turnTo(now, policy.subWindowMicros());
                cell.remove(subWindow, units);
            }
            cell.release();
        }
    }

    /** Takes units whether they are there or not. */
    void overdraw(long hash, long units, CountedWindow policy) {
        long now = clock.micros();
        WindowCell cell = held(hash);
        while (cell == null) {
            if (!Taken.is(claim(hash, policy))) {
                return;
            }
            cell = held(hash);
        }
        cell.turnTo(now, policy.subWindowMicros());
        cell.add(units);
        cell.release();
    }

    /** The hash's cell, held. */
    private @Nullable WindowCell held(long hash) {
        while (true) {
            WindowCell cell = cells.find(hash);
            if (cell == null || cell.hold(hash)) {
                return cell;
            }
        }
    }

    /** How many cells lie where there is room for few. */
    int spilled() {
        return cells.spilled(clock.micros());
    }
}
