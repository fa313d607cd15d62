package dev.atom.core.limit;

/** What taking a cost from one limit may come to, as a number, because it is what every decision passes around. */
final class Taken {
    /** The limit has less left than the cost. */
    static final long EXHAUSTED = -1;

    /** There is no place for one more key. */
    static final long FULL = -2;

    /** Not known yet. */
    static final long UNDECIDED = -3;

    private Taken() {}

    /** Whether it was taken; the number then is the receipt, needed to give it back. */
    static boolean is(long taken) {
        return taken >= 0;
    }
}
