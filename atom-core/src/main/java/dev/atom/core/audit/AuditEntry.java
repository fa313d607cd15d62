package dev.atom.core.audit;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * One row of a tenant's audit log, as it was written; rows never change.
 *
 * @param id of the row
 * @param at when the transaction of the change wrote it
 * @param actor who acted
 * @param action {@code noun.verb}
 * @param resource which thing
 * @param details short facts; copied
 */
public record AuditEntry(
        UUID id, Instant at, Actor actor, String action, String resource, Map<String, String> details) {
    /** Copies the details. */
    public AuditEntry {
        details = Map.copyOf(details);
    }
}
