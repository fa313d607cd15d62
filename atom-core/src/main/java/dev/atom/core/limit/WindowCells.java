package dev.atom.core.limit;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A table of window cells, made when first needed and never removed, so that there are at most as many as it has places. A hash
 * has its cell in one of the {@value #PROBES} places from the one it points to or, when those were all in use, in a small second
 * part. A cell in which nothing counts any more may be given to another key. Thread-safe.
 */
final class WindowCells {
    private static final int PROBES = 16;
    private static final int SPILL_PROBES = 64;

    private final AtomicReferenceArray<@Nullable WindowCell> cells;
    private final int shift;
    private final int spillStart;
    private final int spillShift;
    private volatile boolean spilled;

    /**
     * An empty table.
     *
     * @param bits 2^bits places a hash may point to; 4 to 26
     */
    WindowCells(int bits) {
        int spillBits = Math.max(2, bits - 6);
        spillStart = (1 << bits) + PROBES;
        cells = new AtomicReferenceArray<>(spillStart + (1 << spillBits) + SPILL_PROBES);
        shift = Long.SIZE - bits;
        spillShift = Long.SIZE - spillBits;
    }

    /** The cell of a hash, if it has one; it may have changed hands by the time it is held. */
    @Nullable
    WindowCell find(long hash) {
        WindowCell found = find(hash, first(hash), PROBES);
        return found == null && spilled ? find(hash, firstSpilled(hash), SPILL_PROBES) : found;
    }

    private @Nullable WindowCell find(long hash, int first, int probes) {
        for (int at = first; at < first + probes; at++) {
            WindowCell cell = cells.get(at);
            if (cell == null || cell.holds(hash)) {
                // Places are taken in this order and never become empty again, so it cannot lie behind an empty one.
                return cell;
            }
        }
        return null;
    }

    /**
     * Gives an unused cell to a hash that has none. One thread at a time may do this for a hash.
     *
     * @return whether there was one
     */
    boolean claim(long hash, long length, long now) {
        if (claim(first(hash), PROBES, hash, length, now)) {
            return true;
        }
        spilled = true;
        return claim(firstSpilled(hash), SPILL_PROBES, hash, length, now);
    }

    private boolean claim(int first, int probes, long hash, long length, long now) {
        for (int at = first; at < first + probes; at++) {
            WindowCell cell = cells.get(at);
            if (cell == null
                    && cells.compareAndSet(at, null, new WindowCell(hash, length, SubWindows.at(now, length)))) {
                return true;
            }
        }
        for (int at = first; at < first + probes; at++) {
            WindowCell cell = cells.get(at);
            if (cell != null && cell.giveTo(hash, length, now)) {
                return true;
            }
        }
        return false;
    }

    /** How many cells of the second part are in use. */
    int spilled(long now) {
        int used = 0;
        for (int at = spillStart; spilled && at < cells.length(); at++) {
            WindowCell cell = cells.get(at);
            used += cell == null || cell.isEmpty(now) ? 0 : 1;
        }
        return used;
    }

    private int first(long hash) {
        return (int) (hash >>> shift);
    }

    private int firstSpilled(long hash) {
        return spillStart + (int) (hash >>> spillShift);
    }
}
