package dev.atom.core.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What was taken from one {@link CountedWindow}, by sub-window. A change holds the cell for a few nanoseconds by one
 * compare-and-set, and others who want to change it spin; who only looks holds nothing, and looks again if a change came in
 * between. Thread-safe as each method says.
 */
final class WindowCell {
    private static final VarHandle VERSION = handle();
    private static final int SPINS = 64;

    private final int[] counts = new int[SubWindows.COUNTED];

    /** Odd while the cell is held. */
    private int version;

    private long hash;
    private long length;
    private long present;
    private long total;

    /** An empty cell of a key. */
    WindowCell(long hash, long length, long present) {
        this.hash = hash;
        this.length = length;
        this.present = present;
    }

    /** Starts a look: what is read until {@link #unchangedSince} may be a mixture of before and after a change. */
    int look() {
        return (int) VERSION.getAcquire(this);
    }

    /** Whether everything read since the look belongs together. */
    boolean unchangedSince(int look) {
        VarHandle.acquireFence();
        return (look & 1) == 0 && (int) VERSION.getOpaque(this) == look;
    }

    /** Holds the cell if it is the hash's; then {@link #release} must follow. */
    @SuppressWarnings(
            "ThreadPriorityCheck") // Whoever holds the cell for longer than this has lost its processor, so lend it
    // ours.
    boolean hold(long asked) {
        for (int spins = 1; ; spins++) {
            int seen = (int) VERSION.getVolatile(this);
            if ((seen & 1) == 0 && VERSION.compareAndSet(this, seen, seen + 1)) {
                break;
            }
            if (spins % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
        if (hash == asked) {
            return true;
        }
        release();
        return false;
    }

    /** Ends a hold. */
    void release() {
        VERSION.setRelease(this, version + 1);
    }

    /** Whether it is the hash's. Certain while held. */
    boolean holds(long asked) {
        return hash == asked;
    }

    /** The present sub-window. Certain while held. */
    long present() {
        return present;
    }

    /** When the present sub-window ends. Certain while held. */
    long end() {
        return (present + 1) * length;
    }

    /** The length of a sub-window. Certain while held. */
    long length() {
        return length;
    }

    /** What counts in the present sub-window. Certain while held. */
    long total() {
        return total;
    }

    /** Whether nothing counts any more. Certain while held. */
    boolean isEmpty(long now) {
        return total == 0 || !SubWindows.counts(present, SubWindows.at(now, length));
    }

    /** Gives the cell to another key if it is empty. Not held before or after. */
    boolean giveTo(long newHash, long newLength, long now) {
        long owner = hash;
        if (!isEmpty(now) || !hold(owner)) {
            return false;
        }
        boolean empty = isEmpty(now);
        if (empty) {
            hash = newHash;
            clear(newLength, SubWindows.at(now, newLength));
        }
        release();
        return empty;
    }

    /**
     * Turns to the sub-window of now unless it is there or further already; and to sub-windows of another length, which moves all
     * that counts to the present one. Held.
     */
    void turnTo(long now, long newLength) {
        turnTo(SubWindows.at(now, length));
        if (newLength != length) {
            long carried = total;
            clear(newLength, SubWindows.at(now, newLength));
            add(carried);
        }
    }

    private void turnTo(long to) {
        if (to - present >= SubWindows.COUNTED) {
            clear(length, to);
        }
        while (present < to) {
            present++;
            int place = SubWindows.place(present);
            total -= counts[place];
            counts[place] = 0;
        }
    }

    private void clear(long newLength, long newPresent) {
        length = newLength;
        present = newPresent;
        total = 0;
        Arrays.fill(counts, 0);
    }

    /** Counts units in the present sub-window; all that counts together stays within an int. Held. */
    void add(long units) {
        int added = (int) Math.min(units, Integer.MAX_VALUE - total);
        counts[SubWindows.place(present)] += added;
        total += added;
    }

    /** Removes up to that many units from a sub-window, if it still counts; says how many. Held. */
    long remove(long subWindow, long units) {
        if (subWindow > present || !SubWindows.counts(subWindow, present)) {
            return 0;
        }
        int place = SubWindows.place(subWindow);
        int removed = (int) Math.min(units, counts[place]);
        counts[place] -= removed;
        total -= removed;
        return removed;
    }

    /** Removes up to that many units, the oldest first. Held. */
    void removeOldest(long units) {
        long left = units;
        for (long each = oldest(); each <= present && left > 0 && total > 0; each++) {
            left -= remove(each, left);
        }
    }

    /** How long until that many of the counted units no longer count; 0 for none. Held. */
    long waitFor(long units, long now) {
        long left = units;
        for (long each = oldest(); left > 0 && each <= present; each++) {
            left -= counts[SubWindows.place(each)];
            if (left <= 0) {
                return SubWindows.expiresIn(each, length, now);
            }
        }
        return 0;
    }

    private long oldest() {
        return Math.max(0, present - SubWindows.COUNT);
    }

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(WindowCell.class, "version", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}
