package dev.atom.core.identity;

import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of logging in. */
final class LogInStore {
    private static final String FIND = """
            select tenant_id, tenant_status, user_id, user_status, password_hash,
                   coalesce(given_at > :given, true) as in_time
            from atom_find_login(cast(:slug as text), cast(:username as text))
            """;

    private static final String PASSWORD = """
            select password_hash from users where tenant_id = :tenant and id = :id and status = 'active'
            """;

    /** Compared and set: a password that was changed meanwhile is not overwritten by the old one's stronger hash. */
    private static final String REHASH = """
            update users set password_hash = :password
            where tenant_id = :tenant and id = :id and password_hash = :before
            """;

    private static final String REPLACE = """
            update users set password_hash = :password, must_change_password = false, password_changed_at = :now
            where tenant_id = :tenant and id = :id and password_hash = :before and status = 'active'
            """;

    private static final String IS_ACTIVE = """
            select exists (select from tenants where id = :tenant and status = 'active')
            """;

    private static final String STILL = """
            update users set last_login_at = :now
            where tenant_id = :tenant and id = :id and status = 'active' and password_hash = :password
                and exists (select from tenants t where t.id = tenant_id and t.status = 'active')
            """;

    private LogInStore() {}

    /**
     * What was found.
     *
     * @param mayLogIn whether tenant and user are active, and the password not one that somebody gave them too long ago
     */
    record Found(TenantId tenant, Optional<UserId> user, boolean mayLogIn, Optional<String> password) {
        @Override
        public String toString() {
            return "Found[" + tenant + "]";
        }
    }

    /** Empty when there is no such tenant. */
    static Optional<Found> find(Handle handle, String slug, String usernameKey, Instant now) {
        return handle.createQuery(FIND)
                .bind("slug", slug)
                .bind("username", usernameKey)
                .bind("given", now.minus(PasswordRules.GIVEN_FOR))
                .map((row, context) -> found(row))
                .findOne();
    }

    /** The password of an active user. */
    static Optional<String> password(Handle handle, TenantId tenant, UserId user) {
        return handle.createQuery(PASSWORD)
                .bind("tenant", tenant.value())
                .bind("id", user.value())
                .mapTo(String.class)
                .findOne();
    }

    static void rehash(Handle handle, TenantId tenant, UserId user, String before, String password) {
        handle.createUpdate(REHASH)
                .bind("tenant", tenant.value())
                .bind("id", user.value())
                .bind("before", before)
                .bind("password", password)
                .execute();
    }

    /** Stores a password its user chose; 0 when user or password changed meanwhile. */
    static int replace(Handle handle, TenantId tenant, UserId user, String before, String password, Instant now) {
        return handle.createUpdate(REPLACE)
                .bind("tenant", tenant.value())
                .bind("id", user.value())
                .bind("before", before)
                .bind("password", password)
                .bind("now", now)
                .execute();
    }

    /** Whether the tenant may act. */
    static boolean isActive(Handle handle, TenantId tenant) {
        return handle.createQuery(IS_ACTIVE)
                .bind("tenant", tenant.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** Notes the log-in; 0 when user or tenant are not active any more, or the password is another one now. */
    static int note(Handle handle, TenantId tenant, UserId user, String password, Instant now) {
        return handle.createUpdate(STILL)
                .bind("tenant", tenant.value())
                .bind("id", user.value())
                .bind("password", password)
                .bind("now", now)
                .execute();
    }

    private static Found found(ResultSet row) throws SQLException {
        @Nullable UUID user = row.getObject("user_id", UUID.class);
        return new Found(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                Optional.ofNullable(user).map(UserId::new),
                "active".equals(row.getString("tenant_status"))
                        && "active".equals(row.getString("user_status"))
                        && row.getBoolean("in_time"),
                Optional.ofNullable(row.getString("password_hash")));
    }
}
