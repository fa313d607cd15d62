package dev.atom.core.audit;

import dev.atom.core.audit.AuditVerdict.Broken;
import dev.atom.core.audit.AuditVerdict.Fault;
import dev.atom.core.db.SystemDb;
import dev.atom.core.db.TenantDb;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Checks audit logs. Guarantee: whatever was done to a tenant's rows by anybody who can write to the database alone (an edit, a
 * deletion, a row planted or moved, a truncation, all of it rewritten) is found, as far back as the anchors go for what
 * a chain cannot tell by itself; and the first broken or missing row is named. Thread-safe; blocks while it reads the whole log,
 * a thousand rows at a time, so that writers are not held up.
 */
public final class AuditVerifier {
    private static final int PAGE = 1000;
    /** How often a check begins anew because rows were cut away under it. */
    private static final int ATTEMPTS = 5;

    private final TenantDb tenants;
    private final SystemDb system;
    private final Optional<AnchorFile> file;

    AuditVerifier(TenantDb tenants, SystemDb system, Optional<AnchorFile> file) {
        this.tenants = tenants;
        this.system = system;
        this.file = file;
    }

    /** Checks one tenant's log. */
    public AuditVerdict verify(TenantId tenant) {
        return verify(tenant, anchors());
    }

    /** Checks the log of every tenant that is there or has left a trace in the database or among the anchors. */
    public List<AuditVerdict> verifyAll() {
        Anchors anchors = anchors();
        TreeSet<TenantId> all = new TreeSet<>();
        all.addAll(system.in(ChainStore::tenants));
        all.addAll(anchors.tenants());
        return all.stream().map(tenant -> verify(tenant, anchors)).toList();
    }

    /** What in the anchor file is damaged or not signed by the key: it vouches for nothing. */
    public List<String> doubts() {
        return anchors().doubts();
    }

    private AuditVerdict verify(TenantId tenant, Anchors anchors) {
        for (int attempt = 1; ; attempt++) {
            Optional<Cut> cut = lastCut(tenant);
            AuditVerdict verdict = walk(tenant, anchors, cut);
            boolean moved = verdict instanceof Broken && seq(lastCut(tenant)) != seq(cut);
            if (!moved || attempt == ATTEMPTS) {
                return verdict;
            }
        }
    }

    private AuditVerdict walk(TenantId tenant, Anchors anchors, Optional<Cut> cut) {
        if (cut.isPresent() && !isSigned(cut.get())) {
            return new Broken(
                    tenant, 1, Fault.MISSING, "row 1 is missing: the cut that should explain it is not signed");
        }
        ChainWalk walk = new ChainWalk(tenant, anchors.of(tenant), cut);
        Optional<ChainStore.Place> head = head(tenant);
        Optional<? extends AuditVerdict> broken = walk.begin();
        // Rows before the cut are asked for too: there should be none.
        long after = Long.MIN_VALUE;
        List<ChainRow> rows;
        do {
            long from = after;
            rows = tenants.in(tenant, handle -> ChainStore.rows(handle, tenant, from, PAGE));
            for (ChainRow row : rows) {
                broken = broken.isPresent() ? broken : walk.step(row);
                after = row.seq();
            }
        } while (broken.isEmpty() && rows.size() == PAGE);
        if (broken.isEmpty()) {
            broken = walk.end(head);
        }
        if (broken.isEmpty()) {
            broken = walk.endsAt(head(tenant));
        }
        return broken.isPresent() ? broken.get() : walk.intact();
    }

    private boolean isSigned(Cut cut) {
        return file.filter(known -> cut.isSignedBy(known.key())).isPresent();
    }

    private Optional<Cut> lastCut(TenantId tenant) {
        return tenants.in(tenant, handle -> ChainStore.lastCut(handle, tenant));
    }

    private Optional<ChainStore.Place> head(TenantId tenant) {
        return tenants.in(tenant, handle -> ChainStore.head(handle, tenant));
    }

    private static long seq(Optional<Cut> cut) {
        return cut.map(made -> made.place().seq()).orElse(0L);
    }

    private Anchors anchors() {
        if (file.isEmpty()) {
            return new Anchors();
        }
        try {
            return file.get().read();
        } catch (IOException unreadable) {
            throw new AtomException(
                    ErrorCode.UNAVAILABLE,
                    "the anchor file " + file.get().path() + " cannot be read: check its permissions",
                    unreadable);
        }
    }
}
