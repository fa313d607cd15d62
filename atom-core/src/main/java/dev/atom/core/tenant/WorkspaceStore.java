package dev.atom.core.tenant;

import dev.atom.core.db.PageRequest;
import dev.atom.spi.TenantId;
import dev.atom.spi.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of workspaces. */
final class WorkspaceStore {
    private static final String INSERT = """
            insert into workspaces (tenant_id, id, name, created_at)
            select id, :id, :name, :created from tenants where id = :tenant and status <> 'deleted'
            on conflict (tenant_id, name) do nothing
            """;

    private static final String NAME_TAKEN = """
            select exists (select from workspaces where tenant_id = :tenant and name = :name)
            """;

    private static final String FIND = """
            select tenant_id, id, name, created_at from workspaces where tenant_id = :tenant and id = :id
            """;

    private static final String LIST = """
            select tenant_id, id, name, created_at
            from workspaces
            where tenant_id = :tenant and (cast(:at as timestamptz) is null or (created_at, id) > (:at, :after))
            order by created_at, id
            limit :rows
            """;

    private static final String RENAME = """
            update workspaces set name = :name
            where tenant_id = :tenant and id = :id
            returning tenant_id, id, name, created_at
            """;

    private static final String DELETE = """
            delete from workspaces where tenant_id = :tenant and id = :id
            """;

    private WorkspaceStore() {}

    /** How many rows were inserted: 0 when the name is taken or the tenant is not there. */
    static int insert(Handle handle, Workspace workspace) {
        return handle.createUpdate(INSERT)
                .bind("tenant", workspace.tenant().value())
                .bind("id", workspace.id().value())
                .bind("name", workspace.name())
                .bind("created", workspace.createdAt())
                .execute();
    }

    static boolean nameTaken(Handle handle, TenantId tenant, String name) {
        return handle.createQuery(NAME_TAKEN)
                .bind("tenant", tenant.value())
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }

    static Optional<Workspace> find(Handle handle, TenantId tenant, WorkspaceId id) {
        return handle.createQuery(FIND)
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> workspace(row))
                .findOne();
    }

    static List<Workspace> list(Handle handle, TenantId tenant, PageRequest page) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .bind("at", page.position().map(cursor -> cursor.at()))
                .bind("after", page.position().map(cursor -> cursor.id()))
                .bind("rows", page.rows())
                .map((row, context) -> workspace(row))
                .list();
    }

    static Optional<Workspace> rename(Handle handle, TenantId tenant, WorkspaceId id, String name) {
        return handle.createQuery(RENAME)
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .bind("name", name)
                .map((row, context) -> workspace(row))
                .findOne();
    }

    static int delete(Handle handle, TenantId tenant, WorkspaceId id) {
        return handle.createUpdate(DELETE)
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .execute();
    }

    private static Workspace workspace(ResultSet row) throws SQLException {
        return new Workspace(
                new WorkspaceId(row.getObject("id", UUID.class)),
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getString("name"),
                row.getTimestamp("created_at").toInstant());
    }
}
