package dev.atom.core.identity;

/**
 * What one hash costs: Argon2id version 1.3 (RFC 9106).
 *
 * @param memoryKib KiB of memory
 * @param passes how often the memory is gone through
 * @param lanes how many lanes it is cut into
 */
record PasswordCost(int memoryKib, int passes, int lanes) {
    /** The least the OWASP Password Storage Cheat Sheet recommends for Argon2id. */
    static final PasswordCost CURRENT = new PasswordCost(19_456, 2, 1);

    /** The most that is computed for a stored hash, so that a planted row cannot ask for a gigabyte. */
    private static final PasswordCost MOST = new PasswordCost(65_536, 4, 4);

    boolean isSane() {
        return memoryKib >= 8
                && passes >= 1
                && lanes >= 1
                && memoryKib <= MOST.memoryKib
                && passes <= MOST.passes
                && lanes <= MOST.lanes;
    }

    boolean isBelow(PasswordCost other) {
        return memoryKib < other.memoryKib || passes < other.passes;
    }
}
