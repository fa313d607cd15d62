package dev.atom.core.db;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What PostgreSQL's catalog says about the role that is logged in and the tables it works on. */
final class CatalogStore {
    /** A table of tenants: {@code tenants} itself, and whatever in ATOM's schema has a {@code tenant_id}. */
    private static final String TENANT_TABLES = """
            with tenant_tables as (
                select c.oid, c.relname, c.relowner, c.relrowsecurity, c.relforcerowsecurity,
                       case c.relname when 'tenants' then 'id' else 'tenant_id' end as key
                from pg_class c
                where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                  and (c.relname = 'tenants' or exists (
                      select from pg_attribute a
                      where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)))
            """;

    private static final String VERSION = "select current_setting('server_version_num')::int";

    private static final String DANGEROUS_ROLES = TENANT_TABLES + """
            select r.rolname as name,
                   case when r.rolsuper then 'is a superuser'
                        when r.rolbypassrls then 'has BYPASSRLS'
                        when r.rolcreaterole then 'has CREATEROLE'
                        else 'owns tenant tables' end as danger
            from pg_roles r
            where case when (select rolsuper from pg_roles where rolname = current_user)
                       then r.rolname = current_user else pg_has_role(current_user, r.oid, 'MEMBER') end
              and (r.rolsuper or r.rolbypassrls or r.rolcreaterole
                   or r.oid in (select relowner from tenant_tables))
            order by r.rolname
            """;

    private static final String MEMBER =
            "select exists (select from pg_roles r where r.rolname = :role and pg_has_role(r.oid, 'USAGE'))";

    private static final String MAY_CREATE_TABLES = "select has_schema_privilege('public', 'CREATE')";

    private static final String TABLES = TENANT_TABLES + """
            select t.relname as name,
                   t.relrowsecurity and t.relforcerowsecurity as forced,
                   has_table_privilege(t.oid, 'TRUNCATE') or (t.relname in ('audit_log', 'audit_heads', 'audit_cuts')
                       and has_table_privilege(t.oid, 'INSERT, UPDATE, DELETE')) as too_many_grants,
                   has_table_privilege(t.oid, 'SELECT') as readable,
                   exists (select from pg_policy p where p.polrelid = t.oid and p.polpermissive
                       and (select oid from pg_roles where rolname = :role) = any (p.polroles)) as has_policy,
                   exists (select from pg_policy p where p.polrelid = t.oid and p.polpermissive
                       and exists (select from unnest(p.polroles) as r (id)
                                   where r.id = 0 or pg_has_role(r.id, 'MEMBER'))
                       and exists (select from unnest(array[
                                       pg_get_expr(p.polqual, p.polrelid),
                                       pg_get_expr(p.polwithcheck, p.polrelid)]) as e (said)
                                   where e.said <> '(' || t.key || ' = (NULLIF(current_setting('
                                       || '''atom.tenant_id''::text, true), ''''::text))::uuid)')) as foreign_policy
            from tenant_tables t
            order by t.relname
            """;

    private final Handle handle;

    CatalogStore(Handle handle) {
        this.handle = handle;
    }

    /** The server's version as PostgreSQL numbers it: 170006 is 17.6. */
    int serverVersion() {
        return handle.select(VERSION).mapTo(int.class).one();
    }

    /** The roles the login is or could become that see past row-level security. */
    List<DangerousRole> dangerousRoles() {
        return handle.createQuery(DANGEROUS_ROLES)
                .map(ConstructorMapper.of(DangerousRole.class))
                .list();
    }

    boolean inherits(String role) {
        return handle.createQuery(MEMBER)
                .bind("role", role)
                .mapTo(boolean.class)
                .one();
    }

    boolean mayCreateTables() {
        return handle.select(MAY_CREATE_TABLES).mapTo(boolean.class).one();
    }

    /** The tenant tables as the login sees them; {@code role} is the one their policies name. */
    List<TenantTable> tenantTables(String role) {
        return handle.createQuery(TABLES)
                .bind("role", role)
                .map(ConstructorMapper.of(TenantTable.class))
                .list();
    }

    /** The first of the tables that shows a row to the login as it is now. */
    Optional<String> tableWithVisibleRows(List<String> tables) {
        return tables.stream()
                .filter(table -> handle.select("select exists (select from public." + RoleStore.quoted(table) + ")")
                        .mapTo(boolean.class)
                        .one())
                .findFirst();
    }

    record DangerousRole(String name, String danger) {}

    /**
     * A tenant table.
     *
     * @param name its name
     * @param forced whether row-level security is enabled and forced
     * @param tooManyGrants whether the login may truncate it, or change the audit log
     * @param readable whether the login may read it
     * @param hasPolicy whether a policy names the role
     * @param foreignPolicy whether a policy lets the login see more than the tenant of the transaction
     */
    record TenantTable(
            String name,
            boolean forced,
            boolean tooManyGrants,
            boolean readable,
            boolean hasPolicy,
            boolean foreignPolicy) {}
}
