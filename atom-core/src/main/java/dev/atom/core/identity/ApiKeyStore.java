package dev.atom.core.identity;

import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The SQL of API keys. */
final class ApiKeyStore {
    static final String COLUMNS = """
            tenant_id, id, user_id, device_name, device_id, hint, created_at, expires_at, revoked_at, grace_until,
            last_used_at
            """;

    private static final String INSERT = """
            insert into api_keys (tenant_id, id, key_hash, hint, device_name, device_id, created_at, expires_at)
            select id, :id, :hash, :hint, :device, :deviceId, :created, :expires
            from tenants where id = :tenant and status <> 'deleted'
            """;

    private static final String LIST = """
            select %s from api_keys where tenant_id = :tenant order by created_at desc, id desc
            """.formatted(COLUMNS);

    private static final String FIND = """
            select %s from api_keys where tenant_id = :tenant and id = :id
            """.formatted(COLUMNS);

    private static final String LOCK_WITH_REPLACED = """
            select id from api_keys where tenant_id = :tenant and (id = :id or replaced_by = :id) order by id for update
            """;

    private static final String REVOKE = """
            update api_keys set revoked_at = :now, slot = null
            where tenant_id = :tenant and id = :id and revoked_at is null
            """;

    private static final String REVOKE_REPLACED = """
            update api_keys set revoked_at = :now
            where tenant_id = :tenant and replaced_by = :id and revoked_at is null
            """;

    private static final String HAS_LIVE = """
            select exists (
                select from api_keys
                where tenant_id = :tenant and user_id is null and revoked_at is null and expires_at > :now
                  and (grace_until is null or grace_until > :now))
            """;

    private static final String LOCK = """
            select 1 from pg_advisory_xact_lock(:number)
            """;

    /** "atomboot" in ASCII. */
    private static final long BOOTSTRAP = 0x61746f6d626f6f74L;

    private ApiKeyStore() {}

    /** How many rows were inserted, of a key without a user: 0 when the tenant is not there. */
    static int insert(Handle handle, NewKey key) {
        return bind(handle.createUpdate(INSERT), key).execute();
    }

    static List<ApiKeyInfo> list(Handle handle, TenantId tenant) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .map((row, context) -> info(row))
                .list();
    }

    static Optional<ApiKeyInfo> find(Handle handle, TenantId tenant, UUID id) {
        return handle.createQuery(FIND)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> info(row))
                .findOne();
    }

    /** Revokes a key and the one whose place it took; gives how many keys of that id were. */
    static int revoke(Handle handle, TenantId tenant, UUID id, Instant now) {
        lockWithReplaced(handle, tenant, id);
        timed(handle, REVOKE_REPLACED, tenant, id, now);
        return timed(handle, REVOKE, tenant, id, now);
    }

    /** Locks a key and the one whose place it took, in the order in which everybody locks keys: by their ids. */
    static void lockWithReplaced(Handle handle, TenantId tenant, UUID id) {
        handle.createQuery(LOCK_WITH_REPLACED)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .mapTo(UUID.class)
                .list();
    }

    static int timed(Handle handle, String sql, TenantId tenant, UUID id, Instant now) {
        return handle.createUpdate(sql)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .bind("now", now)
                .execute();
    }

    /** Whether the tenant has a live key of its own. */
    static boolean hasLive(Handle handle, TenantId tenant, Instant now) {
        return handle.createQuery(HAS_LIVE)
                .bind("tenant", tenant.value())
                .bind("now", now)
                .mapTo(Boolean.class)
                .one();
    }

    /** Waits until no other transaction of the whole database is past this line, and holds it to the transaction's end. */
    static void lockBootstrap(Handle handle) {
        lock(handle, BOOTSTRAP);
    }

    /** As {@link #lockBootstrap}, for whatever the number stands for. */
    static void lock(Handle handle, long number) {
        handle.createQuery(LOCK).bind("number", number).mapTo(Integer.class).one();
    }

    static <T extends SqlStatement<T>> T bind(T statement, NewKey key) {
        ApiKeyInfo info = key.info();
        return statement
                .bind("tenant", info.tenant().value())
                .bind("id", info.id())
                .bind("hash", key.digest().bytes())
                .bind("hint", info.hint())
                .bind("device", info.device().name())
                .bind("deviceId", info.device().id())
                .bind("created", info.times().createdAt())
                .bind("expires", info.times().expiresAt());
    }

    static ApiKeyInfo info(ResultSet row) throws SQLException {
        return new ApiKeyInfo(
                row.getObject("id", UUID.class),
                new TenantId(row.getObject("tenant_id", UUID.class)),
                Optional.ofNullable(row.getObject("user_id", UUID.class)).map(UserId::new),
                new ApiKeyInfo.Device(row.getString("device_name"), Optional.ofNullable(row.getString("device_id"))),
                row.getString("hint"),
                new ApiKeyInfo.Times(
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("expires_at").toInstant(),
                        time(row, "revoked_at"),
                        time(row, "grace_until"),
                        time(row, "last_used_at")));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
