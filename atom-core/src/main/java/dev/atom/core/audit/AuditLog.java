package dev.atom.core.audit;

import dev.atom.core.db.Page;
import dev.atom.core.db.PageCursor;
import dev.atom.core.db.PageRequest;
import dev.atom.core.db.TenantDb;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The append-only record of who did what. Guarantees: an event is recorded in the transaction of its change, so neither exists
 * without the other; and each tenant's rows are a chain, see {@link AuditVerifier}. Thread-safe; methods block on the database.
 *
 * <p>Recording locks the end of the tenant's chain until the transaction ends: record last, and events of several tenants in
 * the order of their ids.
 */
public final class AuditLog {
    private final TenantDb db;
    private final Clock clock;

    /** A log that reads through {@code db} and dates its rows by {@code clock}. */
    public AuditLog(TenantDb db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /**
     * Writes the event's row. It is committed, or rolled back, with everything else done through {@code handle}: let the
     * exception pass, and the change is undone.
     *
     * @param handle in the transaction of the change, for the event's tenant or for the platform
     * @return the row's id, random
     */
    public UUID record(Handle handle, AuditEvent event) {
        return recordAll(handle, List.of(event)).get(0);
    }

    /**
     * Writes a row for each event, in one round trip. As {@link #record} otherwise: all of them or none.
     *
     * @param events of one tenant, in the order in which they happened
     * @return the rows' ids in the same order
     */
    public List<UUID> recordAll(Handle handle, List<AuditEvent> events) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return events.isEmpty() ? List.of() : AuditStore.append(handle, now, events);
    }

    /** The caller's tenant's rows, newest first. */
    public Page<AuditEntry> list(Caller caller, PageRequest page) {
        return list(caller, AuditFilter.ALL, page);
    }

    /** Those of the caller's tenant's rows that the filter lets through, newest first. */
    public Page<AuditEntry> list(Caller caller, AuditFilter filter, PageRequest page) {
        var rows = db.in(caller.tenant(), handle -> AuditStore.list(handle, caller.tenant(), filter, page));
        return Page.of(rows, page, entry -> new PageCursor(entry.at(), new UUID(0, entry.seq())));
    }
}
