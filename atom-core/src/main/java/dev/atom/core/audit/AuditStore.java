package dev.atom.core.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atom.core.db.PageRequest;
import dev.atom.spi.TenantId;
import dev.atom.spi.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of the audit log. */
final class AuditStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private static final String APPEND = """
            select atom_audit_append(:tenant, :at, array(
                select f from jsonb_populate_recordset(null::atom_audit_fact, cast(:facts as jsonb)) f))
            """;

    private static final String LIST = """
            select seq, id, at, workspace_id, actor_kind, actor_id, request_id, ip, user_agent,
                   action, resource, outcome, details
            from audit_log
            where tenant_id = :tenant
              and (cast(:before as bigint) is null or seq < :before)
              and (cast(:actor as text) is null or actor_id = :actor)
              and (cast(:action as text) is null or action = :action or starts_with(action, :action || '.'))
              and (cast(:resource as text) is null or resource = :resource
                   or starts_with(resource, :resource || '/'))
              and (cast(:from as timestamptz) is null or at >= :from)
              and (cast(:to as timestamptz) is null or at < :to)
            order by seq desc
            limit :rows
            """;

    private AuditStore() {}

    /** Appends a row for each event, which are all of one tenant, and returns their random ids. */
    static List<UUID> append(Handle handle, Instant at, List<AuditEvent> events) {
        TenantId tenant = events.get(0).tenant();
        List<UUID> ids = new ArrayList<>();
        ArrayNode facts = JsonNodeFactory.instance.arrayNode();
        for (AuditEvent event : events) {
            if (!event.tenant().equals(tenant)) {
                throw new IllegalArgumentException("events of several tenants: record each tenant's by themselves");
            }
            UUID id = UUID.randomUUID();
            ids.add(id);
            facts.add(fact(id, event));
        }
        handle.createQuery(APPEND)
                .bind("tenant", tenant.value())
                .bind("at", at)
                .bind("facts", facts.toString())
                .mapTo(Long.class)
                .one();
        return ids;
    }

    static List<AuditEntry> list(Handle handle, TenantId tenant, AuditFilter filter, PageRequest page) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .bind("before", page.position().map(cursor -> cursor.id().getLeastSignificantBits()))
                .bind("actor", filter.actor())
                .bind("action", filter.action())
                .bind("resource", filter.resource())
                .bind("from", filter.from())
                .bind("to", filter.to())
                .bind("rows", page.rows())
                .map((row, context) -> entry(row))
                .list();
    }

    /** The fields of {@code atom_audit_fact}. */
    private static ObjectNode fact(UUID id, AuditEvent event) {
        Actor actor = event.actor();
        Origin origin = actor.origin();
        ObjectNode fact = JsonNodeFactory.instance.objectNode();
        fact.put("id", id.toString());
        event.workspace().ifPresent(workspace -> fact.put("workspace_id", workspace.toString()));
        fact.put("actor_kind", actor.kind().name());
        fact.put("actor_id", actor.id());
        origin.requestId().ifPresent(request -> fact.put("request_id", request));
        origin.ip().ifPresent(ip -> fact.put("ip", ip));
        origin.userAgent().ifPresent(agent -> fact.put("user_agent", agent));
        fact.put("action", event.action());
        fact.put("resource", event.resource());
        fact.put("outcome", event.outcome());
        ObjectNode details = fact.putObject("details");
        event.details().forEach(details::put);
        return fact;
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        Origin origin = new Origin(
                Optional.ofNullable(row.getString("request_id")),
                Optional.ofNullable(row.getString("ip")),
                Optional.ofNullable(row.getString("user_agent")));
        return new AuditEntry(
                row.getLong("seq"),
                row.getObject("id", UUID.class),
                row.getTimestamp("at").toInstant(),
                Optional.ofNullable(row.getObject("workspace_id", UUID.class)).map(WorkspaceId::new),
                new Actor(Actor.Kind.valueOf(row.getString("actor_kind")), row.getString("actor_id"), origin),
                row.getString("action"),
                row.getString("resource"),
                row.getString("outcome"),
                read(row.getString("details")));
    }

    private static Map<String, String> read(String details) throws SQLException {
        try {
            return JSON.readValue(details, DETAILS);
        } catch (JsonProcessingException malformed) {
            throw new SQLException("audit_log.details is not an object of text", malformed);
        }
    }
}
