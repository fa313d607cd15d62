package dev.atom.core.audit;

import dev.atom.spi.WorkspaceId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One row of a tenant's audit log, as it was written; rows never change.
 *
 * @param seq its place in the tenant's chain, from 1
 * @param id of the row
 * @param at when the transaction of the change wrote it
 * @param workspace the workspace the request was narrowed to
 * @param actor who acted, and from where
 * @param action {@code noun.verb}
 * @param resource which thing
 * @param outcome {@link AuditEvent#OK}, or the code of the refusal
 * @param details short facts; copied
 */
public record AuditEntry(
        long seq,
        UUID id,
        Instant at,
        Optional<WorkspaceId> workspace,
        Actor actor,
        String action,
        String resource,
        String outcome,
        Map<String, String> details) {
    /** Copies the details. */
    public AuditEntry {
        details = Map.copyOf(details);
    }
}
