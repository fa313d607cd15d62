package dev.atom.core.audit;

import dev.atom.spi.TenantId;
import java.util.Map;

/**
 * One fact for the audit log.
 *
 * @param tenant whose log it goes to
 * @param actor who acted
 * @param action {@code noun.verb}, such as {@code vault.use}
 * @param resource which thing, such as {@code key/openai}
 * @param details an allow-list of short facts, never a body and never a secret; copied
 */
public record AuditEvent(TenantId tenant, Actor actor, String action, String resource, Map<String, String> details) {
    /** Copies the details. */
    public AuditEvent {
        details = Map.copyOf(details);
    }

    /** An event of a caller. */
    public static AuditEvent of(Caller caller, String action, String resource, Map<String, String> details) {
        return new AuditEvent(caller.tenant(), caller.actor(), action, resource, details);
    }
}
