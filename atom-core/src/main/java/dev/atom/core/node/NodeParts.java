package dev.atom.core.node;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.SystemDb;
import dev.atom.core.db.TenantDb;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.node.OwnerId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What the work on nodes shares.
 *
 * @param db the way to a tenant's claims
 * @param system the way to everybody's
 * @param audit where changes go on record
 * @param owner the installation's name in the clouds
 * @param providers by id
 * @param incarnation which life of the store this is
 * @param times how long things may take
 * @param cap on destroying what has no claim
 * @param keepDecisions how long decisions about nodes stay on record
 * @param backoff between attempts
 * @param meters where numbers go
 * @param steps where tests listen
 */
record NodeParts(
        TenantDb db,
        SystemDb system,
        AuditLog audit,
        OwnerId owner,
        Map<String, ProviderCalls> providers,
        Incarnation incarnation,
        NodeTimes times,
        OrphanCap cap,
        Duration keepDecisions,
        Backoff backoff,
        NodeMeters meters,
        Steps steps) {
    /** Whoever does what nobody asked for. */
    static final Actor RECONCILER = Actor.process("node-reconciler");

    /**
     * The provider of that id.
     *
     * @throws AtomException NOT_FOUND naming the configured ones
     */
    ProviderCalls configured(String id) {
        return provider(id)
                .orElseThrow(() -> new AtomException(
                        ErrorCode.NOT_FOUND,
                        "no node provider " + shortened(id) + " is configured: there are " + providers.keySet()));
    }

    /** The provider of that id, unless the configuration has lost it. */
    Optional<ProviderCalls> provider(String id) {
        return Optional.ofNullable(providers.get(id));
    }

    /** Puts on record what was done to a claim without anybody asking. */
    void record(Handle handle, String action, NodeClaim claim) {
        record(handle, RECONCILER, action, claim);
    }

    /** Puts on record what was done to a claim. */
    void record(Handle handle, Actor by, String action, NodeClaim claim) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("session", claim.session().toString());
        details.put("provider", claim.provider());
        claim.node().ifPresent(node -> details.put("node", shortened(node.externalId())));
        claim.reason().ifPresent(reason -> details.put("reason", reason.name()));
        audit.record(handle, new AuditEvent(claim.tenant(), by, action, "node/" + claim.id(), details));
    }

    /** Text that fits an audit detail: one printable line, not too long. */
    static String shortened(String text) {
        String bounded = text.length() > AuditEvent.MAX_DETAIL ? text.substring(0, AuditEvent.MAX_DETAIL) : text;
        return bounded.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
