package dev.atom.core.limit;

/**
 * The arithmetic of {@link SlidingWindow} and {@link Concurrency}, the same in every engine. Time is cut into sub-windows of
 * {@code ⌈window / 60⌉} microseconds; the sub-window of an instant is {@code ⌊instant / length⌋} on the engine's clock. A decision
 * in sub-window i counts what was taken in i − 60 to i, whole, and admits a cost if the sum stays within the limit. Any two
 * instants that are no more than 60 lengths apart, and so no more than a window, are counted together: that is the bound.
 *
 * <p>The present sub-window of a state never goes back: a clock that is behind it decides, and counts, in the state's. Divisions
 * are of non-negative whole numbers and drop the remainder.
 */
final class SubWindows {
    /** How many sub-windows make a window; one more is counted. */
    static final int COUNT = 60;

    /** How many sub-windows are counted, the oldest and the present one included. */
    static final int COUNTED = COUNT + 1;

    private SubWindows() {}

    /** The length of a sub-window. */
    static long length(long windowMicros) {
        return (windowMicros - 1) / COUNT + 1;
    }

    /** The sub-window an instant lies in. */
    static long at(long now, long length) {
        return now / length;
    }

    /** Where a sub-window's count is kept among {@link #COUNTED}. */
    static int place(long subWindow) {
        return (int) (subWindow % COUNTED);
    }

    /** Whether what was taken in a sub-window still counts in the present one. */
    static boolean counts(long subWindow, long present) {
        return present - subWindow < COUNTED;
    }

    /** How long from now until a sub-window no longer counts. */
    static long expiresIn(long subWindow, long length, long now) {
        return (subWindow + COUNTED) * length - now;
    }
}
