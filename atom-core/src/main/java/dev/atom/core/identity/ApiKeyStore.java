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

/** The SQL of API keys. */
final class ApiKeyStore {
    private static final String INSERT = """
            insert into api_keys (tenant_id, id, key_hash, hint, device_name, created_at, expires_at)
            select id, :id, :hash, :hint, :device, :created, :expires
            from tenants where id = :tenant and status <> 'deleted'
            """;

    private static final String LIST = """
            select tenant_id, id, hint, device_name, created_at, expires_at, revoked_at
            from api_keys
            where tenant_id = :tenant
            order by created_at desc, id desc
            """;

    private static final String REVOKE = """
            update api_keys set revoked_at = :now
            where tenant_id = :tenant and id = :id and revoked_at is null
            """;

    private static final String EXISTS = """
            select exists (select from api_keys where tenant_id = :tenant and id = :id)
            """;

    private static final String HAS_LIVE = """
            select exists (
                select from api_keys
                where tenant_id = :tenant and revoked_at is null and expires_at > :now)
            """;

    private static final String LOCK = """
            select 1 from pg_advisory_xact_lock(:number)
            """;

    /** "atomboot" in ASCII. */
    private static final long BOOTSTRAP = 0x61746f6d626f6f74L;

    private ApiKeyStore() {}

    /** How many rows were inserted: 0 when the tenant is not there. */
    static int insert(Handle handle, ApiKeyInfo info, ApiKeyDigest digest) {
        return handle.createUpdate(INSERT)
                .bind("tenant", info.tenant().value())
                .bind("id", info.id())
                .bind("hash", digest.bytes())
                .bind("hint", info.hint())
                .bind("device", info.deviceName())
                .bind("created", info.createdAt())
                .bind("expires", info.expiresAt())
                .execute();
    }

    static List<ApiKeyInfo> list(Handle handle, TenantId tenant) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .map((row, context) -> info(row))
                .list();
    }

    static int revoke(Handle handle, TenantId tenant, UUID id, Instant now) {
        return handle.createUpdate(REVOKE)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .bind("now", now)
                .execute();
    }

    static boolean exists(Handle handle, TenantId tenant, UUID id) {
        return handle.createQuery(EXISTS)
                .bind("tenant", tenant.value())
                .bind("id", id)
                .mapTo(Boolean.class)
                .one();
    }

    static boolean hasLive(Handle handle, TenantId tenant, Instant now) {
        return handle.createQuery(HAS_LIVE)
                .bind("tenant", tenant.value())
                .bind("now", now)
                .mapTo(Boolean.class)
                .one();
    }

    /** Waits until no other transaction of the whole database is past this line, and holds it to the transaction's end. */
    static void lockBootstrap(Handle handle) {
        handle.createQuery(LOCK).bind("number", BOOTSTRAP).mapTo(Integer.class).one();
    }

    private static ApiKeyInfo info(ResultSet row) throws SQLException {
        return new ApiKeyInfo(
                row.getObject("id", UUID.class),
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getString("device_name"),
                row.getString("hint"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("revoked_at")).map(Timestamp::toInstant));
    }
}
