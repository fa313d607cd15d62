package dev.atom.core.vault;

import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of the wrapped data keys, one tenant at a time. */
final class DekStore {
    /** Taken before a tenant's set of versions changes; the statement after it sees what the former holder committed. */
    private static final String LOCK_SET =
            "select pg_advisory_xact_lock(hashtextextended('atom.vault.dek:' || cast(:tenant as text), 0))";

    private static final String ACTIVE = """
            select tenant_id, version, kek_id, wrapped from tenant_deks
            where tenant_id = :tenant and active_slot = 1
            """;

    private static final String EXISTS = "select exists (select 1 from tenant_deks where tenant_id = :tenant)";

    private static final String SHARE_ACTIVE = """
            select version from tenant_deks
            where tenant_id = :tenant and version = :version and active_slot = 1
            for share
            """;

    private static final String INSERT = """
            insert into tenant_deks (tenant_id, version, kek_id, wrapped, state, active_slot, created_at)
            values (:tenant, :version, :kek, :wrapped, 'ACTIVE', 1, :now)
            """;

    private static final String RETIRE = """
            update tenant_deks set state = 'DECRYPT_ONLY', active_slot = null
            where tenant_id = :tenant and version = :version and state = 'ACTIVE'
            """;

    private static final String RETIRED = """
            select tenant_id, version, kek_id, wrapped from tenant_deks
            where tenant_id = :tenant and state = 'DECRYPT_ONLY'
            order by version
            """;

    private static final String DESTROY_UNUSED = """
            update tenant_deks d set state = 'SHREDDED', wrapped = null
            where d.tenant_id = :tenant and d.version = :version and d.state = 'DECRYPT_ONLY'
              and not exists (
                select 1 from vault_keys k
                where k.tenant_id = d.tenant_id and k.dek_version = d.version and k.state = 'ACTIVE')
            """;

    private static final String LOCK_LIVE = """
            select tenant_id, version, kek_id, wrapped from tenant_deks
            where tenant_id = :tenant and state <> 'SHREDDED'
            order by version
            for update
            """;

    private static final String DESTROY_ALL = """
            update tenant_deks set state = 'SHREDDED', wrapped = null, active_slot = null
            where tenant_id = :tenant and state <> 'SHREDDED'
            """;

    private static final String TOMBSTONE = """
            insert into tenant_deks (tenant_id, version, kek_id, state, created_at)
            values (:tenant, 1, '', 'SHREDDED', :now)
            on conflict do nothing
            """;

    private DekStore() {}

    static void lockSet(Handle handle, TenantId tenant) {
        handle.createQuery(LOCK_SET)
                .bind("tenant", tenant.value())
                .map((row, context) -> true)
                .one();
    }

    static Optional<SealedDek> active(Handle handle, TenantId tenant) {
        return handle.createQuery(ACTIVE)
                .bind("tenant", tenant.value())
                .map((row, context) -> map(row))
                .findOne();
    }

    /** Whether the tenant ever had a data key. One that had, and has no active one, was shredded. */
    static boolean exists(Handle handle, TenantId tenant) {
        return handle.createQuery(EXISTS)
                .bind("tenant", tenant.value())
                .mapTo(Boolean.class)
                .one();
    }

    /** Whether the version is the active one, and then keeps it so until the transaction ends. */
    static boolean holdActive(Handle handle, TenantId tenant, int version) {
        return handle.createQuery(SHARE_ACTIVE)
                .bind("tenant", tenant.value())
                .bind("version", version)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static void insertActive(Handle handle, SealedDek dek, Instant now) {
        handle.createUpdate(INSERT)
                .bind("tenant", dek.tenant().value())
                .bind("version", dek.version())
                .bind("kek", dek.kekId())
                .bind("wrapped", dek.wrapped())
                .bind("now", now)
                .execute();
    }

    /** Whether this call took the version out of use; of several calls one does. */
    static boolean retire(Handle handle, TenantId tenant, int version) {
        return handle.createUpdate(RETIRE)
                        .bind("tenant", tenant.value())
                        .bind("version", version)
                        .execute()
                == 1;
    }

    static List<SealedDek> retired(Handle handle, TenantId tenant) {
        return handle.createQuery(RETIRED)
                .bind("tenant", tenant.value())
                .map((row, context) -> map(row))
                .list();
    }

    /** Whether this call destroyed the retired version; it does not while a value lies under it. */
    static boolean destroyUnused(Handle handle, TenantId tenant, int version) {
        return handle.createUpdate(DESTROY_UNUSED)
                        .bind("tenant", tenant.value())
                        .bind("version", version)
                        .execute()
                == 1;
    }

    static List<SealedDek> lockLive(Handle handle, TenantId tenant) {
        return handle.createQuery(LOCK_LIVE)
                .bind("tenant", tenant.value())
                .map((row, context) -> map(row))
                .list();
    }

    /** Destroys every version, and leaves a mark where there was none, so that none can come after. */
    static void destroyAll(Handle handle, TenantId tenant, Instant now) {
        handle.createUpdate(DESTROY_ALL).bind("tenant", tenant.value()).execute();
        handle.createUpdate(TOMBSTONE)
                .bind("tenant", tenant.value())
                .bind("now", now)
                .execute();
    }

    static SealedDek map(ResultSet row) throws SQLException {
        return map(row, "version");
    }

    static SealedDek map(ResultSet row, String versionColumn) throws SQLException {
        byte[] wrapped = row.getBytes("wrapped");
        return new SealedDek(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                row.getInt(versionColumn),
                row.getString("kek_id"),
                wrapped == null ? new byte[0] : wrapped);
    }
}
