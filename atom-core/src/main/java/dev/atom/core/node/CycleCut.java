package dev.atom.core.node;

/**
 * Up to where a chain of cycles was removed because it was old.
 *
 * @param number of the last row that is gone; 0 when none is
 * @param digest of that row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CycleCut(long number, byte[] digest) {
    /** Before a chain's first row. */
    static final CycleCut NONE = new CycleCut(0, CycleRow.BEGINNING);
}
