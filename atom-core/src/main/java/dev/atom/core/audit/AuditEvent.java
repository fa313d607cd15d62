package dev.atom.core.audit;

import dev.atom.core.db.PlainText;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import dev.atom.spi.WorkspaceId;
import java.util.Map;
import java.util.Optional;

/**
 * One fact for the audit log.
 *
 * @param tenant whose log it goes to
 * @param workspace the workspace the request was narrowed to
 * @param actor who acted
 * @param action {@code noun.verb}, such as {@code vault.use}; 1–64 characters
 * @param resource which thing, its type first, such as {@code key/openai}; 1–200 characters
 * @param outcome {@value #OK}, or the code of the refusal; 1–64 characters
 * @param details an allow-list of at most {@value #MAX_DETAILS} short facts, each one line of at most
 *     {@value #MAX_DETAIL} characters under a name of at most 64; never a body and never a secret; copied
 */
public record AuditEvent(
        TenantId tenant,
        Optional<WorkspaceId> workspace,
        Actor actor,
        String action,
        String resource,
        String outcome,
        Map<String, String> details) {
    /** The outcome of what was done. */
    public static final String OK = "ok";

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
        PlainText.check("audit outcome", outcome, 1, 64);
        PlainText.check("actor id", actor.id(), 1, 200);
        actor.requestId().ifPresent(id -> PlainText.check("request id", id, 1, 200));
        if (details.size() > MAX_DETAILS) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "an audit event has at most " + MAX_DETAILS + " details");
        }
        details.forEach((name, value) -> {
            PlainText.check("audit detail name", name, 1, 64);
            PlainText.check("audit detail " + name, value, 0, MAX_DETAIL);
        });
    }

    /** Something that was done, by somebody who was not narrowed to a workspace. */
    public AuditEvent(TenantId tenant, Actor actor, String action, String resource, Map<String, String> details) {
        this(tenant, Optional.empty(), actor, action, resource, OK, details);
    }

    /** Something a caller did. */
    public static AuditEvent of(Caller caller, String action, String resource, Map<String, String> details) {
        return new AuditEvent(caller.tenant(), caller.workspace(), caller.actor(), action, resource, OK, details);
    }

    /** The same with another outcome. */
    public AuditEvent withOutcome(String other) {
        return new AuditEvent(tenant, workspace, actor, action, resource, other, details);
    }

    /** The same with other details. */
    public AuditEvent withDetails(Map<String, String> others) {
        return new AuditEvent(tenant, workspace, actor, action, resource, outcome, others);
    }
}
