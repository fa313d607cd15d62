package dev.atom.core.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A flat table of token buckets: for each cell the instant at which its bucket is full, and the hash of whose it is, side by side.
 * A cell whose instant is past holds a full bucket, which is what a key without a cell has; so such a cell may be given to another
 * key, and nothing is lost. A hash has its cell in one of the {@value #PROBES} places from the one it points to or, when those
 * were all in use, in a small second part of the table.
 *
 * <p>Lock-free. A cell changes only by compare-and-set of its instant, and changes hands only while the instant is
 * {@link #CHANGING}, and only from an instant that is past to one that is not. As instants are never set to a past one, a
 * compare-and-set that succeeds proves that the cell did not change hands since its instant was read.
 */
final class BucketCells {
    /** No such cell. */
    static final int NONE = -1;

    /** The instant of a cell that is just being given to another key: before every time there is. */
    static final long CHANGING = -1;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PROBES = 16;
    private static final int SPILL_PROBES = 64;

    private final long[] cells;
    private final int shift;
    private final int spillStart;
    private final int spillShift;
    private volatile boolean spilled;

    /**
     * An empty table.
     *
     * @param bits 2^bits places a hash may point to; 4 to 26
     */
    BucketCells(int bits) {
        int spillBits = Math.max(2, bits - 6);
        spillStart = ((1 << bits) + PROBES) * 2;
        cells = new long[spillStart + ((1 << spillBits) + SPILL_PROBES) * 2];
        shift = Long.SIZE - bits;
        spillShift = Long.SIZE - spillBits;
    }

    /** The cell of a hash, which is not 0. It may have changed hands by the time it is used: see {@link #holds}. */
    int find(long hash) {
        int first = first(hash);
        for (int at = first; at < first + PROBES * 2; at += 2) {
            long owner = (long) LONGS.getAcquire(cells, at + 1);
            if (owner == hash) {
                return at;
            }
            if (owner == 0 && fullAt(at) == 0) {
                // Cells are taken in this order and never become unowned again, so it cannot lie behind this one.
                return NONE;
            }
        }
        return spilled ? findSpilled(hash) : NONE;
    }

    private int findSpilled(long hash) {
        int first = firstSpilled(hash);
        for (int at = first; at < first + SPILL_PROBES * 2; at += 2) {
            if ((long) LONGS.getAcquire(cells, at + 1) == hash) {
                return at;
            }
        }
        return NONE;
    }

    /** When the bucket is full; {@link #CHANGING} for a moment. */
    long fullAt(int cell) {
        return (long) LONGS.getAcquire(cells, cell);
    }

    /** Whether the cell is the hash's. Asked after {@link #fullAt}, it makes {@link #replace} safe. */
    boolean holds(int cell, long hash) {
        return (long) LONGS.getAcquire(cells, cell + 1) == hash;
    }

    /** Replaces the instant if it is still the same, and so the owner. */
    boolean replace(int cell, long fullAt, long by) {
        return LONGS.compareAndSet(cells, cell, fullAt, by);
    }

    /**
     * Gives a cell that is nobody's, or holds a full bucket, to a hash that has none. One thread at a time may do this for a hash.
     *
     * @param fullAt later than now
     * @return whether there was such a cell
     */
    boolean claim(long hash, long now, long fullAt) {
        int first = first(hash);
        if (claimUnowned(first, hash, now, fullAt) || claimAny(first, PROBES, hash, now, fullAt)) {
            return true;
        }
        spilled = true;
        return claimAny(firstSpilled(hash), SPILL_PROBES, hash, now, fullAt);
    }

    private boolean claimUnowned(int first, long hash, long now, long fullAt) {
        for (int at = first; at < first + PROBES * 2; at += 2) {
            if ((long) LONGS.getAcquire(cells, at + 1) == 0) {
                return tryClaim(at, hash, now, fullAt);
            }
        }
        return false;
    }

    private boolean claimAny(int first, int probes, long hash, long now, long fullAt) {
        for (int at = first; at < first + probes * 2; at += 2) {
            if (tryClaim(at, hash, now, fullAt)) {
                return true;
            }
        }
        return false;
    }

    private boolean tryClaim(int cell, long hash, long now, long fullAt) {
        long before = fullAt(cell);
        boolean past = before == 0 || (before != CHANGING && before - now < 0);
        if (!past || !replace(cell, before, CHANGING)) {
            return false;
        }
        LONGS.setRelease(cells, cell + 1, hash);
        LONGS.setRelease(cells, cell, fullAt);
        return true;
    }

    /** How many buckets of the second part are not full. */
    int spilled(long now) {
        int live = 0;
        for (int at = spillStart; spilled && at < cells.length; at += 2) {
            long fullAt = fullAt(at);
            live += fullAt == CHANGING || fullAt - now > 0 ? 1 : 0;
        }
        return live;
    }

    private int first(long hash) {
        return (int) (hash >>> shift) << 1;
    }

    private int firstSpilled(long hash) {
        return spillStart + ((int) (hash >>> spillShift) << 1);
    }
}
