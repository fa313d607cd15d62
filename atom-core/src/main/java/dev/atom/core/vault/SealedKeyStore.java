package dev.atom.core.vault;

import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The SQL that reads sealed values with their data keys, each in one statement and so in one snapshot, and re-seals them. */
final class SealedKeyStore {
    private static final String NAMED = """
            select t.status, case when a.state = 'SHREDDED' then a.version else 0 end as shredded, k.tenant_id, k.name, k.version, k.provider, k.dek_version, k.alg, k.salt, k.commitment, k.nonce,
                   k.ciphertext, k.mask, k.fingerprint, k.state, k.check_state, k.checked_at, k.created_at,
                   d.kek_id, d.wrapped
            from tenants t
            left join lateral (
              select version, state from tenant_deks where tenant_id = t.id order by version desc limit 1) a on true
            left join vault_keys k on k.tenant_id = t.id and k.state = 'ACTIVE' and k.name = any(:names)
            left join tenant_deks d on d.tenant_id = k.tenant_id and d.version = k.dek_version
            where t.id = :tenant
            """;

    private static final String ALL = """
            select k.tenant_id, k.name, k.version, k.provider, k.dek_version, k.alg, k.salt, k.commitment, k.nonce,
                   k.ciphertext, k.mask, k.fingerprint, k.state, k.check_state, k.checked_at, k.created_at,
                   d.kek_id, d.wrapped
            from vault_keys k
            join tenant_deks d on d.tenant_id = k.tenant_id and d.version = k.dek_version
            where k.tenant_id = :tenant and k.state = 'ACTIVE'
            order by k.name
            limit :rows
            """;

    private static final String UNDER = """
            select k.tenant_id, k.name, k.version, k.provider, k.dek_version, k.alg, k.salt, k.commitment, k.nonce,
                   k.ciphertext, k.mask, k.fingerprint, k.state, k.check_state, k.checked_at, k.created_at,
                   d.kek_id, d.wrapped
            from vault_keys k
            join tenant_deks d on d.tenant_id = k.tenant_id and d.version = k.dek_version
            where k.tenant_id = :tenant and k.dek_version = :dek and k.state = 'ACTIVE' and k.name > :after
            order by k.name
            limit :rows
            """;

    private static final String RESEAL = """
            update vault_keys set dek_version = :newDek, alg = :alg, salt = :salt, commitment = :commitment, nonce = :nonce,
                                  ciphertext = :ciphertext
            where tenant_id = :tenant and name = :name and version = :version and dek_version = :dek and state = 'ACTIVE'
            """;

    private static final String REMAINING = """
            select count(*) from vault_keys k
            where k.tenant_id = :tenant and k.state = 'ACTIVE' and k.dek_version < :dek
            """;

    private SealedKeyStore() {}

    /**
     * What an opening needs to know: the tenant's status and those of the named keys that are there, in one snapshot.
     *
     * @param status as stored; empty for a tenant that is not there
     * @param shredded the last version of its data keys when all of them were destroyed, 0 otherwise
     * @param keys by name
     */
    record Snapshot(Optional<String> status, int shredded, Map<KeyName, SealedKey> keys) {}

    static Snapshot named(Handle handle, TenantId tenant, Collection<KeyName> names) {
        Map<KeyName, SealedKey> keys = new HashMap<>();
        AtomicInteger shredded = new AtomicInteger();
        List<String> statuses = handle.createQuery(NAMED)
                .bind("tenant", tenant.value())
                .bindArray(
                        "names",
                        String.class,
                        names.stream().map(KeyName::value).toArray())
                .map((row, context) -> {
                    shredded.set(row.getInt("shredded"));
                    if (row.getString("name") != null) {
                        SealedKey key = map(row);
                        keys.put(key.info().name(), key);
                    }
                    return row.getString("status");
                })
                .list();
        return new Snapshot(statuses.stream().findFirst(), shredded.get(), keys);
    }

    static List<SealedKey> all(Handle handle, TenantId tenant, int rows) {
        return handle.createQuery(ALL)
                .bind("tenant", tenant.value())
                .bind("rows", rows)
                .map((row, context) -> map(row))
                .list();
    }

    /** The next keys after a name that lie under a data key. */
    static List<SealedKey> under(Handle handle, SealedDek dek, String afterName, int rows) {
        return handle.createQuery(UNDER)
                .bind("tenant", dek.tenant().value())
                .bind("dek", dek.version())
                .bind("after", afterName)
                .bind("rows", rows)
                .map((row, context) -> map(row))
                .list();
    }

    /** Puts each key's new seal in place of the old one where the row still is what it was; how many were. */
    static int reseal(Handle handle, int fromDek, List<SealedKey> resealed) {
        if (resealed.isEmpty()) {
            return 0;
        }
        PreparedBatch batch = handle.prepareBatch(RESEAL);
        for (SealedKey key : resealed) {
            batch.bind("newDek", key.dek().version())
                    .bind("alg", key.value().algorithm())
                    .bind("salt", key.value().salt())
                    .bind("commitment", key.value().commitment())
                    .bind("nonce", key.value().nonce())
                    .bind("ciphertext", key.value().ciphertext())
                    .bind("tenant", key.dek().tenant().value())
                    .bind("name", key.info().name().value())
                    .bind("version", key.info().version())
                    .bind("dek", fromDek)
                    .add();
        }
        return Arrays.stream(batch.execute()).sum();
    }

    /** How many values lie under versions before the given one. */
    static int remaining(Handle handle, TenantId tenant, int dekVersion) {
        return handle.createQuery(REMAINING)
                .bind("tenant", tenant.value())
                .bind("dek", dekVersion)
                .mapTo(Integer.class)
                .one();
    }

    private static SealedKey map(ResultSet row) throws SQLException {
        SealedDek dek = DekStore.map(row, "dek_version");
        SealedValue value = new SealedValue(
                row.getInt("alg"),
                row.getBytes("salt"),
                row.getBytes("commitment"),
                row.getBytes("nonce"),
                row.getBytes("ciphertext"));
        return new SealedKey(VaultStore.info(row), value, dek);
    }
}
