package dev.atom.core.node;

import dev.atom.core.db.PageRequest;
import dev.atom.core.tenant.Plan;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.Resources;
import dev.atom.spi.node.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of compute sessions. Times are the database's. */
final class ComputeSessionStore {
    private static final String PLAN = "select plan_type from tenants where id = :tenant and status = 'active'";

    private static final String INSERT = """
            insert into compute_sessions (tenant_id, id, provider, image, cpus, memory_mb, created_at, deadline)
            select :tenant, :id, :provider, :image, :cpus, :memory, now.at, now.at + :lifetime * interval '1 millisecond'
            from (select clock_timestamp() as at) now
            """;

    private static final String SELECT = """
            select s.tenant_id as session_tenant, s.id as session, s.provider as session_provider, s.image as session_image,
                s.cpus as session_cpus, s.memory_mb as session_memory, s.created_at as started_at, s.deadline as ends_at,
                s.ended_at, s.end_reason,
            """ + ClaimRow.COLUMNS + """
            from compute_sessions s join node_claims c on c.tenant_id = s.tenant_id and c.session_id = s.id
            where s.tenant_id = :tenant
            """;

    private static final String FIND = SELECT + " and s.id = :id";

    private static final String LIST = SELECT + """
              and (cast(:at as timestamptz) is null or (s.created_at, s.id) > (:at, :after))
            order by s.created_at, s.id
            limit :rows
            """;

    private static final String END = """
            update compute_sessions set ended_at = clock_timestamp(), end_reason = :reason
            where tenant_id = :tenant and id = :id and ended_at is null
            """;

    private ComputeSessionStore() {}

    /** The plan of a tenant that may act. */
    static Optional<Plan> plan(Handle handle, TenantId tenant) {
        return handle.createQuery(PLAN)
                .bind("tenant", tenant.value())
                .mapTo(String.class)
                .findOne()
                .map(Plan::parse);
    }

    static void insert(Handle handle, TenantId tenant, SessionId id, NewSession wanted) {
        handle.createUpdate(INSERT)
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .bind("provider", wanted.provider())
                .bind("image", wanted.image().value())
                .bind("cpus", wanted.resources().cpus())
                .bind("memory", wanted.resources().memoryMb())
                .bind("lifetime", wanted.lifetime().toMillis())
                .execute();
    }

    static Optional<ComputeSession> find(Handle handle, TenantId tenant, SessionId id) {
        return handle.createQuery(FIND)
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Oldest first. */
    static List<ComputeSession> list(Handle handle, TenantId tenant, PageRequest page) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .bind("at", page.position().map(cursor -> cursor.at()))
                .bind("after", page.position().map(cursor -> cursor.id()))
                .bind("rows", page.rows())
                .map((row, context) -> read(row))
                .list();
    }

    /** Whether this call ended it. */
    static boolean end(Handle handle, TenantId tenant, SessionId id, EndReason reason) {
        return handle.createUpdate(END)
                        .bind("tenant", tenant.value())
                        .bind("id", id.value())
                        .bind("reason", reason.name())
                        .execute()
                == 1;
    }

    private static ComputeSession read(ResultSet row) throws SQLException {
        return new ComputeSession(
                new SessionId(row.getObject("session", UUID.class)),
                new TenantId(row.getObject("session_tenant", UUID.class)),
                row.getString("session_provider"),
                new ImageRef(row.getString("session_image")),
                new Resources(row.getInt("session_cpus"), row.getInt("session_memory")),
                ClaimRow.time(row, "started_at"),
                ClaimRow.time(row, "ends_at"),
                Optional.ofNullable(row.getTimestamp("ended_at")).map(at -> at.toInstant()),
                Optional.ofNullable(row.getString("end_reason")).map(EndReason::valueOf),
                ClaimRow.read(row));
    }
}
