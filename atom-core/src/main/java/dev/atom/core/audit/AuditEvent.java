package dev.atom.core.audit;

import dev.atom.core.db.PlainText;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.Map;

/**
 * One fact for the audit log.
 *
 * @param tenant whose log it goes to
 * @param actor who acted
 * @param action {@code noun.verb}, such as {@code vault.use}; 1–64 characters
 * @param resource which thing, such as {@code key/openai}; 1–200 characters
 * @param details an allow-list of at most {@value #MAX_DETAILS} short facts, each one line of at most
 *     {@value #MAX_DETAIL} characters under a name of at most 64; never a body and never a secret; copied
 */
public record AuditEvent(TenantId tenant, Actor actor, String action, String resource, Map<String, String> details) {
    /** The most details an event has. */
    public static final int MAX_DETAILS = 16;

    /** The most characters a detail has. */
    public static final int MAX_DETAIL = 200;

    /**
     * Checks and copies.
     *
     * @throws AtomException {@link ErrorCode#VALIDATION_ERROR} when a part is too long or not one line
     */
    public AuditEvent {
        details = Map.copyOf(details);
        PlainText.check("audit action", action, 1, 64);
        PlainText.check("audit resource", resource, 1, 200);
        if (details.size() > MAX_DETAILS) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "an audit event has at most " + MAX_DETAILS + " details");
        }
        details.forEach((name, value) -> {
            PlainText.check("audit detail name", name, 1, 64);
            PlainText.check("audit detail " + name, value, 0, MAX_DETAIL);
        });
    }

    /** An event of a caller. */
    public static AuditEvent of(Caller caller, String action, String resource, Map<String, String> details) {
        return new AuditEvent(caller.tenant(), caller.actor(), action, resource, details);
    }
}
