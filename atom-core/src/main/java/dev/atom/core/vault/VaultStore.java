package dev.atom.core.vault;

import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of the keys. */
final class VaultStore {
    private static final String TENANT_STATUS = "select status from tenants where id = :tenant";

    private static final String LOCK_NAME =
            "select pg_advisory_xact_lock(hashtextextended('atom.vault.key:' || cast(:tenant as text) || ':' || :name, 0))";

    private static final String NEXT_VERSION =
            "select coalesce(max(version), 0) + 1 from vault_keys where tenant_id = :tenant and name = :name";

    private static final String INSERT = """
            insert into vault_keys (tenant_id, name, version, provider, dek_version, alg, salt, commitment, nonce,
                                    ciphertext, mask, fingerprint, state, check_state, created_at)
            values (:tenant, :name, :version, :provider, :dek, :alg, :salt, :commitment, :nonce,
                    :ciphertext, :mask, :fingerprint, 'ACTIVE', 'UNCHECKED', :now)
            """;

    private static final String ERASE = """
            update vault_keys set state = :state, alg = null, salt = null, commitment = null, nonce = null, ciphertext = null
            where tenant_id = :tenant and name = :name and state = 'ACTIVE'
            returning name, version, provider, mask, fingerprint, state, check_state, checked_at, created_at
            """;

    private static final String ERASE_ALL = """
            update vault_keys set state = 'DELETED', alg = null, salt = null, commitment = null, nonce = null, ciphertext = null
            where tenant_id = :tenant and state = 'ACTIVE'
            """;

    private static final String LIST = """
            select name, version, provider, mask, fingerprint, state, check_state, checked_at, created_at
            from vault_keys
            where tenant_id = :tenant and state = 'ACTIVE'
            order by name
            """;

    private static final String FIND = """
            select name, version, provider, mask, fingerprint, state, check_state, checked_at, created_at
            from vault_keys
            where tenant_id = :tenant and name = :name and state = 'ACTIVE'
            """;

    private static final String HISTORY = """
            select name, version, provider, mask, fingerprint, state, check_state, checked_at, created_at
            from vault_keys
            where tenant_id = :tenant and name = :name
            order by version desc
            """;

    private static final String RECORD_CHECK = """
            update vault_keys set check_state = :check, checked_at = :now
            where tenant_id = :tenant and name = :name and version = :version and state = 'ACTIVE'
            """;

    private VaultStore() {}

    static Optional<String> tenantStatus(Handle handle, TenantId tenant) {
        return handle.createQuery(TENANT_STATUS)
                .bind("tenant", tenant.value())
                .mapTo(String.class)
                .findOne();
    }

    /** Holds the name until the transaction ends, so that writers of one name follow one another. */
    static void lockName(Handle handle, TenantId tenant, KeyName name) {
        handle.createQuery(LOCK_NAME)
                .bind("tenant", tenant.value())
                .bind("name", name.value())
                .map((row, context) -> true)
                .one();
    }

    static int nextVersion(Handle handle, TenantId tenant, KeyName name) {
        return handle.createQuery(NEXT_VERSION)
                .bind("tenant", tenant.value())
                .bind("name", name.value())
                .mapTo(Integer.class)
                .one();
    }

    static void insert(Handle handle, SealedKey key) {
        KeyInfo info = key.info();
        handle.createUpdate(INSERT)
                .bind("tenant", key.dek().tenant().value())
                .bind("name", info.name().value())
                .bind("version", info.version())
                .bind("provider", info.provider())
                .bind("dek", key.dek().version())
                .bind("alg", key.value().algorithm())
                .bind("salt", key.value().salt())
                .bind("commitment", key.value().commitment())
                .bind("nonce", key.value().nonce())
                .bind("ciphertext", key.value().ciphertext())
                .bind("mask", info.mask())
                .bind("fingerprint", info.fingerprint())
                .bind("now", info.createdAt())
                .execute();
    }

    /** Erases the active version's value and gives what remains of it. */
    static Optional<KeyInfo> erase(Handle handle, TenantId tenant, KeyName name, KeyInfo.State state) {
        return handle.createQuery(ERASE)
                .bind("state", state.name())
                .bind("tenant", tenant.value())
                .bind("name", name.value())
                .map((row, context) -> info(row))
                .findOne();
    }

    /** How many values it erased. */
    static int eraseAll(Handle handle, TenantId tenant) {
        return handle.createUpdate(ERASE_ALL).bind("tenant", tenant.value()).execute();
    }

    static List<KeyInfo> list(Handle handle, TenantId tenant) {
        return handle.createQuery(LIST)
                .bind("tenant", tenant.value())
                .map((row, context) -> info(row))
                .list();
    }

    static Optional<KeyInfo> find(Handle handle, TenantId tenant, KeyName name) {
        return handle.createQuery(FIND)
                .bind("tenant", tenant.value())
                .bind("name", name.value())
                .map((row, context) -> info(row))
                .findOne();
    }

    static List<KeyInfo> history(Handle handle, TenantId tenant, KeyName name) {
        return handle.createQuery(HISTORY)
                .bind("tenant", tenant.value())
                .bind("name", name.value())
                .map((row, context) -> info(row))
                .list();
    }

    /** Whether that version is active and was marked. */
    static boolean recordCheck(
            Handle handle, TenantId tenant, KeyName name, int version, KeyInfo.Check check, Instant now) {
        return handle.createUpdate(RECORD_CHECK)
                        .bind("check", check.name())
                        .bind("now", now)
                        .bind("tenant", tenant.value())
                        .bind("name", name.value())
                        .bind("version", version)
                        .execute()
                == 1;
    }

    static KeyInfo info(ResultSet row) throws SQLException {
        return new KeyInfo(
                new KeyName(row.getString("name")),
                Optional.ofNullable(row.getString("provider")),
                row.getInt("version"),
                row.getString("mask"),
                row.getString("fingerprint"),
                KeyInfo.State.valueOf(row.getString("state")),
                KeyInfo.Check.valueOf(row.getString("check_state")),
                Optional.ofNullable(row.getObject("checked_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
