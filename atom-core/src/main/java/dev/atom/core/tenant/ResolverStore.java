package dev.atom.core.tenant;

import dev.atom.core.identity.ApiKeyDigest;
import dev.atom.core.identity.BuiltInRole;
import dev.atom.core.identity.Holder;
import dev.atom.core.identity.Permission;
import dev.atom.core.identity.RoleName;
import dev.atom.core.identity.SessionRef;
import dev.atom.core.identity.UserId;
import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of resolving: one call of the function that may look facts up before their tenant is known. */
final class ResolverStore {
    private static final String RESOLVE = """
            select fact, tenant_id, tenant_slug, name, plan_type, ai_mode, status, tenant_created_at,
                   key_id, expires_at, revoked_at, requests_per_minute, tokens_per_minute, concurrent_calls,
                   key_user, key_user_status, key_roles, key_permissions, grace_until, last_used_at
            from atom_resolve(cast(:hash as bytea), cast(:workspace as uuid), cast(:slug as text))
            left join lateral atom_tenant_limits(tenant_id) on true
            left join lateral atom_key_facts(tenant_id, key_id) on true
            """;

    private static final String RESOLVE_SESSION = """
            select fact, tenant_id, tenant_slug, name, plan_type, ai_mode, status, tenant_created_at,
                   user_id, user_status, must_change_password, roles, permissions, idle_until, absolute_until, ended_at,
                   requests_per_minute, tokens_per_minute, concurrent_calls
            from atom_resolve_session(
                cast(:tenant as uuid), cast(:session as uuid), cast(:workspace as uuid), cast(:slug as text))
            left join lateral atom_tenant_limits(tenant_id) on true
            """;

    private static final String TOUCH = """
            update sessions set last_seen_at = :now, idle_until = least(:idle, absolute_until)
            where tenant_id = :tenant and id = :session and ended_at is null and last_seen_at < :now
            """;

    private ResolverStore() {}

    /** One row for each fact that was asked for and exists. */
    static List<FoundFact> resolve(Handle handle, AskedFacts asked) {
        return asked.session()
                .map(session -> resolve(handle, asked, session))
                .orElseGet(() -> withoutSession(handle, asked));
    }

    /** Notes that the session was used. */
    static void touch(Handle handle, SessionRef session, Instant now, Instant idle) {
        handle.createUpdate(TOUCH)
                .bind("tenant", session.tenant().value())
                .bind("session", session.session())
                .bind("now", now)
                .bind("idle", idle)
                .execute();
    }

    private static List<FoundFact> withoutSession(Handle handle, AskedFacts asked) {
        return handle.createQuery(RESOLVE)
                .bind("hash", asked.apiKey().map(ApiKeyDigest::bytes).orElse(null))
                .bind("workspace", asked.workspace().map(id -> id.value()))
                .bind("slug", asked.host().map(Slug::value))
                .map((row, context) -> fact(row, ResolverStore::key))
                .list();
    }

    private static List<FoundFact> resolve(Handle handle, AskedFacts asked, SessionRef session) {
        return handle.createQuery(RESOLVE_SESSION)
                .bind("tenant", session.tenant().value())
                .bind("session", session.session())
                .bind("workspace", asked.workspace().map(id -> id.value()))
                .bind("slug", asked.host().map(Slug::value))
                .map((row, context) -> fact(row, found -> loggedIn(found, session)))
                .list();
    }

    private interface CredentialColumns {
        FoundCredential read(ResultSet row) throws SQLException;
    }

    private static FoundFact fact(ResultSet row, CredentialColumns columns) throws SQLException {
        Tenant tenant = new Tenant(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                new Slug(row.getString("tenant_slug")),
                row.getString("name"),
                Plan.parse(row.getString("plan_type")),
                AiMode.parse(row.getString("ai_mode")),
                TenantStatus.parse(row.getString("status")),
                LimitOverrides.of(row),
                row.getTimestamp("tenant_created_at").toInstant());
        FactKind kind = FactKind.valueOf(row.getString("fact").toUpperCase(Locale.ROOT));
        return new FoundFact(
                kind, tenant, kind == FactKind.CREDENTIAL ? Optional.of(columns.read(row)) : Optional.empty());
    }

    private static FoundCredential key(ResultSet row) throws SQLException {
        return new FoundCredential.Key(
                row.getObject("key_id", UUID.class),
                row.getTimestamp("expires_at").toInstant(),
                time(row, "revoked_at"),
                time(row, "grace_until"),
                time(row, "last_used_at"),
                keyUser(row));
    }

    private static Optional<FoundCredential.KeyUser> keyUser(ResultSet row) throws SQLException {
        UUID user = row.getObject("key_user", UUID.class);
        if (user == null) {
            return Optional.empty();
        }
        TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
        boolean active = "active".equals(row.getString("key_user_status"));
        return Optional.of(new FoundCredential.KeyUser(
                new UserId(user), active, granted(tenant, row, "key_roles", "key_permissions")));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    /** What a user's roles allow: the built-in ones by their names, the others by what their rows say. */
    private static Set<Permission> granted(TenantId tenant, ResultSet row, String roles, String permissions)
            throws SQLException {
        Set<Permission> granted = EnumSet.noneOf(Permission.class);
        for (String role : (String[]) row.getArray(roles).getArray()) {
            BuiltInRole.of(new RoleName(role)).ifPresent(builtIn -> granted.addAll(builtIn.permissions(tenant)));
        }
        for (String permission : (String[]) row.getArray(permissions).getArray()) {
            granted.add(Permission.parse(permission));
        }
        return granted;
    }

    private static FoundCredential loggedIn(ResultSet row, SessionRef asked) throws SQLException {
        TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
        UserId user = new UserId(row.getObject("user_id", UUID.class));
        Set<Permission> granted = granted(tenant, row, "roles", "permissions");
        boolean active = row.getTimestamp("ended_at") == null
                && "active".equals(row.getString("user_status"))
                && user.equals(asked.user());
        return new FoundCredential.LoggedIn(
                new Holder(Optional.of(user), Optional.of(asked.session()), row.getBoolean("must_change_password")),
                active,
                granted,
                row.getTimestamp("idle_until").toInstant(),
                row.getTimestamp("absolute_until").toInstant());
    }
}
