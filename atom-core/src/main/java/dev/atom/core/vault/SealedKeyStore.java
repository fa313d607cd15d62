package dev.atom.core.vault;

import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The SQL that reads sealed values with their data keys, each in one statement and so in one snapshot, and re-seals them. */
final class SealedKeyStore {
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

    static SealedKey map(ResultSet row) throws SQLException {
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
