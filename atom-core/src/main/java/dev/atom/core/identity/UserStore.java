package dev.atom.core.identity;

import dev.atom.core.db.PageRequest;
import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The SQL of users. Deleted ones are not to be found. */
final class UserStore {
    private static final String COLUMNS = """
            select u.tenant_id, u.id, u.username, u.email, u.full_name, u.status, u.must_change_password, u.created_at,
                   u.last_login_at, array(
                       select r.role from user_roles r where r.tenant_id = u.tenant_id and r.user_id = u.id) as roles
            from users u
            """;

    private static final String INSERT = """
            insert into users (tenant_id, id, username, username_key, email, email_key, full_name, password_hash,
                               must_change_password, status, created_at, password_changed_at)
            select id, :id, :username, :username_key, :email, :email_key, :full_name, :password, :must_change, 'active',
                   :created, :created
            from tenants where id = :tenant and status <> 'deleted'
            on conflict do nothing
            """;

    private static final String FIND = COLUMNS + """
            where u.tenant_id = :tenant and u.id = :id and u.status <> 'deleted'
            """;

    private static final String LIST = COLUMNS + """
            where u.tenant_id = :tenant and u.status <> 'deleted'
                and (cast(:at as timestamptz) is null or (u.created_at, u.id) > (:at, :after))
            order by u.created_at, u.id
            limit :rows
            """;

    private static final String UPDATE = """
            update users set email = :email, email_key = :email_key, full_name = :full_name, status = :status
            where tenant_id = :tenant and id = :id and status <> 'deleted'
            """;

    private static final String SET_PASSWORD = """
            update users set password_hash = :password, must_change_password = :must_change, password_changed_at = :now
            where tenant_id = :tenant and id = :id and status <> 'deleted'
            """;

    private static final String ERASE = """
            update users set status = 'deleted', username = '', username_key = null, email = '', email_key = null,
                             full_name = null, password_hash = null
            where tenant_id = :tenant and id = :id and status <> 'deleted'
            """;

    private static final String TAKE_ROLES = """
            delete from user_roles where tenant_id = :tenant and user_id = :id
            """;

    private static final String GIVE_ROLE = """
            insert into user_roles (tenant_id, user_id, role) values (:tenant, :id, :role)
            """;

    private static final String HAS_ADMIN = """
            select exists (
                select from user_roles r join users u on u.tenant_id = r.tenant_id and u.id = r.user_id
                where r.tenant_id = :tenant and r.role = 'admin' and u.status = 'active')
            """;

    private static final String ONLY_ADMIN = COLUMNS + """
            join user_roles a on a.tenant_id = u.tenant_id and a.user_id = u.id and a.role = 'admin'
            where u.tenant_id = :tenant and u.username_key = :username_key and u.status = 'active'
                and u.must_change_password and u.password_changed_at <= :given
                and not exists (
                    select from user_roles r join users o on o.tenant_id = r.tenant_id and o.id = r.user_id
                    where r.tenant_id = :tenant and r.role = 'admin' and o.status = 'active' and o.id <> u.id)
            """;

    private static final String TAKEN = """
            select exists (
                select from users where tenant_id = :tenant and (username_key = :username_key or email_key = :email_key))
            """;

    /** Two tenants with one hash only wait for each other. 0x69616d is "iam" in ASCII. */
    private static final String LOCK = """
            select 1 from pg_advisory_xact_lock(x'69616d'::int, hashtext(:tenant))
            """;

    private UserStore() {}

    /** Waits until no other transaction changes the tenant's users or roles, and keeps others waiting to its own end. */
    static void lock(Handle handle, TenantId tenant) {
        handle.createQuery(LOCK)
                .bind("tenant", tenant.toString())
                .mapTo(Integer.class)
                .one();
    }

    /** How many rows were inserted: 0 when the name or the address is taken, or the tenant is not there. */
    static int insert(Handle handle, User user, String password) {
        return handle.createUpdate(INSERT)
                .bind("tenant", user.tenant().value())
                .bind("id", user.id().value())
                .bind("username", user.username().value())
                .bind("username_key", user.username().key())
                .bind("email", user.email().value())
                .bind("email_key", user.email().key())
                .bind("full_name", user.fullName())
                .bind("password", password)
                .bind("must_change", user.mustChangePassword())
                .bind("created", user.createdAt())
                .execute();
    }

    static boolean isTaken(Handle handle, User user) {
        return handle.createQuery(TAKEN)
                .bind("tenant", user.tenant().value())
                .bind("username_key", user.username().key())
                .bind("email_key", user.email().key())
                .mapTo(Boolean.class)
                .one();
    }

    static Optional<User> find(Handle handle, TenantId tenant, UserId id) {
        return handle.createQuery(FIND)
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .map((row, context) -> user(row))
                .findOne();
    }

    static List<User> list(Handle handle, TenantId tenant, PageRequest page) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .bind("at", page.position().map(cursor -> cursor.at()))
                .bind("after", page.position().map(cursor -> cursor.id()))
                .bind("rows", page.rows())
                .map((row, context) -> user(row))
                .list();
    }

    static int update(Handle handle, User user) {
        return handle.createUpdate(UPDATE)
                .bind("tenant", user.tenant().value())
                .bind("id", user.id().value())
                .bind("email", user.email().value())
                .bind("email_key", user.email().key())
                .bind("full_name", user.fullName())
                .bind("status", user.status().wireName())
                .execute();
    }

    static int setPassword(Handle handle, User user, String password, Instant now) {
        return handle.createUpdate(SET_PASSWORD)
                .bind("tenant", user.tenant().value())
                .bind("id", user.id().value())
                .bind("password", password)
                .bind("must_change", user.mustChangePassword())
                .bind("now", now)
                .execute();
    }

    /** Forgets the person; the row stays. */
    static int erase(Handle handle, TenantId tenant, UserId id) {
        takeRoles(handle, tenant, id);
        return handle.createUpdate(ERASE)
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .execute();
    }

    static void setRoles(Handle handle, User user) {
        takeRoles(handle, user.tenant(), user.id());
        for (RoleName role : user.roles()) {
            handle.createUpdate(GIVE_ROLE)
                    .bind("tenant", user.tenant().value())
                    .bind("id", user.id().value())
                    .bind("role", role.value())
                    .execute();
        }
    }

    /** Whether some active user has the role admin. */
    static boolean hasAdmin(Handle handle, TenantId tenant) {
        return handle.createQuery(HAS_ADMIN)
                .bind("tenant", tenant.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** The only administrator, if it is the one of that name, who never chose a password and was given one by {@code given}. */
    static Optional<User> adminWhoNeverChose(Handle handle, TenantId tenant, Username name, Instant given) {
        return handle.createQuery(ONLY_ADMIN)
                .bind("tenant", tenant.value())
                .bind("username_key", name.key())
                .bind("given", given)
                .map((row, context) -> user(row))
                .findOne();
    }

    private static void takeRoles(Handle handle, TenantId tenant, UserId id) {
        handle.createUpdate(TAKE_ROLES)
                .bind("tenant", tenant.value())
                .bind("id", id.value())
                .execute();
    }

    private static User user(ResultSet row) throws SQLException {
        String[] roles = (String[]) row.getArray("roles").getArray();
        return new User(
                new UserId(row.getObject("id", UUID.class)),
                new TenantId(row.getObject("tenant_id", UUID.class)),
                new Username(row.getString("username")),
                new EmailAddress(row.getString("email")),
                Optional.ofNullable(row.getString("full_name")),
                UserStatus.stored(row.getString("status")),
                row.getBoolean("must_change_password"),
                Arrays.stream(roles).map(RoleName::new).collect(Collectors.toCollection(TreeSet::new)),
                row.getTimestamp("created_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("last_login_at")).map(Timestamp::toInstant));
    }
}
