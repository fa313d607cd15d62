package dev.atom.core.audit;

import dev.atom.core.audit.AuditVerdict.Broken;
import dev.atom.core.audit.AuditVerdict.Fault;
import dev.atom.spi.TenantId;
import java.util.NavigableMap;
import java.util.Optional;

/** Walks along one tenant's chain, row by row, and stops at the first that is not right. Not thread-safe. */
final class ChainWalk {
    private static final String GENESIS = "00".repeat(32);

    private final TenantId tenant;
    private final NavigableMap<Long, String> anchors;
    private final long first;
    private String link;
    private long last;
    private long agreed;
    private int agreements;

    /** Begins behind the cut, if there is one. */
    ChainWalk(TenantId tenant, NavigableMap<Long, String> anchors, Optional<Cut> cut) {
        this.tenant = tenant;
        this.anchors = anchors;
        this.last = cut.map(made -> made.place().seq()).orElse(0L);
        this.link = cut.map(made -> made.place().hash()).orElse(GENESIS);
        this.first = last + 1;
        this.agreed = last;
    }

    long last() {
        return last;
    }

    /** What is wrong with the place the walk begins at. */
    Optional<Broken> begin() {
        return last == 0 ? Optional.empty() : atAnchor();
    }

    /** What is wrong with the next row; empty when it is the one. */
    Optional<Broken> step(ChainRow row) {
        if (row.seq() < first) {
            return broken(row.seq(), Fault.PLANTED, "lies before the signed cut at row " + (first - 1));
        }
        if (row.seq() > last + 1) {
            return missing(last + 1, "row " + row.seq() + " follows row " + last);
        }
        if (!row.isAsWritten()) {
            return broken(row.seq(), Fault.ALTERED, "does not match its hash");
        }
        if (!row.previous().equals(link)) {
            return last < first
                    ? broken(row.seq(), Fault.ALTERED, "does not begin where the log begins")
                    : broken(last, Fault.ALTERED, "is not the row that row " + row.seq() + " was written after");
        }
        last = row.seq();
        link = row.hash();
        return atAnchor();
    }

    /** What is wrong with the end, given a head that was read before the last rows were. */
    Optional<Broken> end(Optional<ChainStore.Place> head) {
        long recorded = head.map(ChainStore.Place::seq).orElse(0L);
        if (recorded > last) {
            return missing(last + 1, "the log was written up to row " + recorded);
        }
        Long anchored = anchors.isEmpty() ? null : anchors.lastKey();
        if (anchored != null && anchored > last) {
            return missing(last + 1, "a signed anchor vouches for row " + anchored);
        }
        return Optional.empty();
    }

    /** What is wrong with the end, given a head that was read after the last rows were. */
    Optional<Broken> endsAt(Optional<ChainStore.Place> head) {
        long recorded = head.map(ChainStore.Place::seq).orElse(0L);
        if (recorded < last) {
            return broken(recorded + 1, Fault.PLANTED, "lies behind the log's recorded end at row " + recorded);
        }
        boolean same = head.isEmpty() || recorded > last || head.get().hash().equals(link);
        return same
                ? Optional.empty()
                : broken(last, Fault.ALTERED, "is not the row that the log's recorded end names");
    }

    AuditVerdict.Intact intact() {
        return new AuditVerdict.Intact(tenant, first, last, agreements);
    }

    private Optional<Broken> atAnchor() {
        String anchored = anchors.get(last);
        if (anchored == null) {
            return Optional.empty();
        }
        if (!anchored.equals(link)) {
            return broken(
                    Math.min(agreed + 1, last),
                    Fault.REWRITTEN,
                    "or a row up to " + last + " was replaced: a signed anchor vouches for " + anchored.substring(0, 8)
                            + "… at row " + last);
        }
        agreed = last;
        agreements++;
        return Optional.empty();
    }

    private Optional<Broken> missing(long seq, String evidence) {
        return broken(seq, Fault.MISSING, "is missing: " + evidence);
    }

    private Optional<Broken> broken(long seq, Fault fault, String what) {
        return Optional.of(new Broken(tenant, seq, fault, "row " + seq + " " + what));
    }
}
