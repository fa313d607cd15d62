package dev.atom.core.audit;

import dev.atom.core.db.Page;
import dev.atom.core.db.PageCursor;
import dev.atom.core.db.PageRequest;
import dev.atom.core.db.PlainText;
import dev.atom.core.db.TenantDb;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The append-only record of who did what. Guarantee: an event is recorded in the transaction of its change, so neither
 * exists without the other. Thread-safe; methods block on the database.
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
        check(event);
        UUID id = UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        AuditStore.insert(handle, id, now, event);
        return id;
    }

    /**
     * Writes a row for each event, in one round trip. As {@link #record} otherwise: all of them or none.
     *
     * @param events of one tenant, in the order in which they happened
     */
    public void recordAll(Handle handle, List<AuditEvent> events) {
        events.forEach(AuditLog::check);
        AuditStore.insertAll(handle, clock.instant().truncatedTo(ChronoUnit.MICROS), events);
    }

    /** The caller's tenant's rows, newest first. */
    public Page<AuditEntry> list(Caller caller, PageRequest page) {
        var rows = db.in(caller.tenant(), handle -> AuditStore.list(handle, caller.tenant(), page));
        return Page.of(rows, page, entry -> new PageCursor(entry.at(), entry.id()));
    }

    private static void check(AuditEvent event) {
        PlainText.check("actor id", event.actor().id(), 1, 200);
        event.actor().requestId().ifPresent(id -> PlainText.check("request id", id, 1, 200));
    }
}
