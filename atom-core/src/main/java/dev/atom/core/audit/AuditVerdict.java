package dev.atom.core.audit;

import dev.atom.spi.TenantId;
import java.util.Locale;

/** What checking a tenant's audit log came to. */
public sealed interface AuditVerdict {
    /** Whose log. */
    TenantId tenant();

    /**
     * Every row is as it was written, none is missing, and every anchor agrees.
     *
     * @param first the first row, later than 1 after a cut; one more than {@code last} when there is none
     * @param last the last row; 0 when there never was one
     * @param anchors how many signed anchors of the tenant agree
     */
    record Intact(TenantId tenant, long first, long last, int anchors) implements AuditVerdict {}

    /**
     * The log was tampered with, or damaged.
     *
     * @param seq the first row that is broken or missing
     * @param fault what is wrong there
     * @param explanation the same in words
     */
    record Broken(TenantId tenant, long seq, Fault fault, String explanation) implements AuditVerdict {}

    /** What may be wrong with a row. */
    enum Fault {
        /** Its content, or its place, is not what its hash was computed over. */
        ALTERED,
        /** It was written and is not there. */
        MISSING,
        /** It is there and was never written through the log. */
        PLANTED,
        /** It is a link of a chain, but not of the one that was anchored. */
        REWRITTEN;

        /** The name in the wire contract, lower-case. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
