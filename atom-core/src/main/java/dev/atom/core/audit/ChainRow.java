package dev.atom.core.audit;

/**
 * What the check of a chain needs of a row.
 *
 * @param seq its place
 * @param previous the hash it says it follows, in hexadecimal as the others
 * @param hash the hash it says it has
 * @param computed the hash of what it says it follows and of its fields as they are
 */
record ChainRow(long seq, String previous, String hash, String computed) {
    /** Whether the row is what was written after the row it names. */
    boolean isAsWritten() {
        return hash.equals(computed);
    }
}
