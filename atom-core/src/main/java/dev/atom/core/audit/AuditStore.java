package dev.atom.core.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.core.db.PageRequest;
import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The SQL of the audit log. */
final class AuditStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private static final String INSERT = """
            insert into audit_log (tenant_id, id, at, actor_kind, actor_id, request_id, action, resource, details)
            values (:tenant, :id, :at, :kind, :actor, :request, :action, :resource, cast(:details as jsonb))
            """;

    private static final String LIST = """
            select id, at, actor_kind, actor_id, request_id, action, resource, details
            from audit_log
            where tenant_id = :tenant and (cast(:at as timestamptz) is null or (at, id) < (:at, :id))
            order by at desc, id desc
            limit :rows
            """;

    private AuditStore() {}

    static void insert(Handle handle, UUID id, Instant at, AuditEvent event) {
        handle.createUpdate(INSERT)
                .bind("tenant", event.tenant().value())
                .bind("id", id)
                .bind("at", at)
                .bind("kind", event.actor().kind().name())
                .bind("actor", event.actor().id())
                .bind("request", event.actor().requestId())
                .bind("action", event.action())
                .bind("resource", event.resource())
                .bind("details", write(event.details()))
                .execute();
    }

    /** One row for each event, each with a random id. */
    static void insertAll(Handle handle, Instant at, List<AuditEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(INSERT);
        for (AuditEvent event : events) {
            batch.bind("tenant", event.tenant().value())
                    .bind("id", UUID.randomUUID())
                    .bind("at", at)
                    .bind("kind", event.actor().kind().name())
                    .bind("actor", event.actor().id())
                    .bind("request", event.actor().requestId())
                    .bind("action", event.action())
                    .bind("resource", event.resource())
                    .bind("details", write(event.details()))
                    .add();
        }
        batch.execute();
    }

    static List<AuditEntry> list(Handle handle, TenantId tenant, PageRequest page) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .bind("at", page.position().map(cursor -> cursor.at()))
                .bind("id", page.position().map(cursor -> cursor.id()))
                .bind("rows", page.rows())
                .map((row, context) -> entry(row))
                .list();
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        Actor actor = new Actor(
                Actor.Kind.valueOf(row.getString("actor_kind")),
                row.getString("actor_id"),
                Optional.ofNullable(row.getString("request_id")));
        return new AuditEntry(
                row.getObject("id", UUID.class),
                row.getTimestamp("at").toInstant(),
                actor,
                row.getString("action"),
                row.getString("resource"),
                read(row.getString("details")));
    }

    private static String write(Map<String, String> details) {
        try {
            return JSON.writeValueAsString(details);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of text is always JSON", impossible);
        }
    }

    private static Map<String, String> read(String details) throws SQLException {
        try {
            return JSON.readValue(details, DETAILS);
        } catch (JsonProcessingException malformed) {
            throw new SQLException("audit_log.details is not an object of text", malformed);
        }
    }
}
