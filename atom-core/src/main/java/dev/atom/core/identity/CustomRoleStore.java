package dev.atom.core.identity;

import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The SQL of the roles a tenant made itself. */
final class CustomRoleStore {
    private static final String INSERT = """
            insert into roles (tenant_id, id, name, permissions, created_at)
            select id, :id, :name, :permissions, :now from tenants where id = :tenant and status <> 'deleted'
            on conflict (tenant_id, name) do nothing
            """;

    private static final String LIST = """
            select id, name, permissions from roles where tenant_id = :tenant order by name
            """;

    private static final String FIND = """
            select id, name, permissions from roles where tenant_id = :tenant and id = :id
            """;

    private static final String UPDATE = """
            update roles set permissions = :permissions where tenant_id = :tenant and id = :id
            """;

    private static final String DELETE = """
            delete from roles where tenant_id = :tenant and id = :id
            """;

    private static final String HOLDERS = """
            select count(*) from user_roles where tenant_id = :tenant and role = :name
            """;

    private CustomRoleStore() {}

    /** How many rows were inserted: 0 when the name is taken or the tenant is not there. */
    static int insert(Handle handle, TenantId tenant, Role role, Instant now) {
        return handle.createUpdate(INSERT)
                .bind("tenant", tenant.value())
                .bind("id", role.id().orElseThrow())
                .bind("name", role.name().value())
                .bindArray("permissions", String.class, names(role))
                .bind("now", now)
                .execute();
    }

    /** All of them: a tenant has few. */
    static List<Role> list(Handle handle, TenantId tenant) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .map((row, context) -> role(row))
                .list();
    }

    static Optional<Role> find(Handle handle, TenantId tenant, UUID id) {
        return handle.createQuery(FIND)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> role(row))
                .findOne();
    }

    static int update(Handle handle, TenantId tenant, Role role) {
        return handle.createUpdate(UPDATE)
                .bind("tenant", tenant.value())
                .bind("id", role.id().orElseThrow())
                .bindArray("permissions", String.class, names(role))
                .execute();
    }

    static int delete(Handle handle, TenantId tenant, UUID id) {
        return handle.createUpdate(DELETE)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .execute();
    }

    /** How many users have the role. */
    static int holders(Handle handle, TenantId tenant, RoleName name) {
        return handle.createQuery(HOLDERS)
                .bind("tenant", tenant.value())
                .bind("name", name.value())
                .mapTo(Integer.class)
                .one();
    }

    private static List<String> names(Role role) {
        return role.permissions().stream().map(Permission::wireName).sorted().toList();
    }

    private static Role role(ResultSet row) throws SQLException {
        String[] permissions = (String[]) row.getArray("permissions").getArray();
        Set<Permission> known =
                Arrays.stream(permissions).map(Permission::parse).collect(Collectors.toSet());
        return new Role(Optional.of(row.getObject("id", UUID.class)), new RoleName(row.getString("name")), known);
    }
}
