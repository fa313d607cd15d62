package dev.atom.core.vault;

import dev.atom.spi.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of the hot path: reads what a flush of opens needs and writes an audit row for each, in one statement and so in one
 * snapshot, one transaction and one round trip.
 */
final class OpenStore {
    private static final String READ_AND_AUDIT = """
            with asked as (
              select * from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                as a (id, kind, actor, request, name, purpose)
            ), standing as (
              select t.status, coalesce((
                  select case when a.state = 'SHREDDED' then a.version else 0 end
                  from tenant_deks a where a.tenant_id = t.id order by a.version desc limit 1), 0) as shredded
              from tenants t where t.id = ?
            ), found as (
              select k.tenant_id, k.name, k.version, k.provider, k.dek_version, k.alg, k.salt, k.commitment, k.nonce,
                     k.ciphertext, k.mask, k.fingerprint, k.state, k.check_state, k.checked_at, k.created_at,
                     d.kek_id, d.wrapped
              from vault_keys k
              join tenant_deks d on d.tenant_id = k.tenant_id and d.version = k.dek_version
              where k.tenant_id = ? and k.state = 'ACTIVE' and k.name in (select name from asked)
            ), audited as (
              insert into audit_log (tenant_id, id, at, actor_kind, actor_id, request_id, action, resource, details)
              select ?, a.id, ?, a.kind, a.actor, a.request, 'vault.use', 'key/' || a.name,
                jsonb_strip_nulls(jsonb_build_object(
                  'purpose', a.purpose,
                  'outcome', case when s.status is distinct from 'active' then 'refused'
                                  when f.name is null then 'missing' else 'granted' end,
                  'version', f.version::text, 'fingerprint', f.fingerprint, 'provider', f.provider))
              from asked a left join standing s on true left join found f on f.name = a.name
            )
            select s.status, s.shredded, f.* from standing s left join found f on true
            """;

    private OpenStore() {}

    /**
     * What an opening needs to know: the tenant's status and those of the named keys that are there.
     *
     * @param status as stored; empty for a tenant that is not there
     * @param shredded the last version of its data keys when all of them were destroyed, 0 otherwise
     * @param keys by name
     */
    record Snapshot(Optional<String> status, int shredded, Map<KeyName, SealedKey> keys) {}

    static Snapshot readAndAudit(VaultParts parts, TenantId tenant, List<OpenRequest> requests) {
        Instant now = parts.now();
        return parts.tenants()
                .once(
                        tenant,
                        READ_AND_AUDIT,
                        (statement, from) -> bind(statement, from, tenant, now, requests),
                        OpenStore::snapshot);
    }

    private static void bind(
            PreparedStatement statement, int from, TenantId tenant, Instant now, List<OpenRequest> requests)
            throws SQLException {
        statement.setArray(from, column(statement, "uuid", requests, request -> UUID.randomUUID()));
        statement.setArray(from + 1, column(statement, "text", requests, request -> request.caller()
                .actor()
                .kind()
                .name()));
        statement.setArray(from + 2, column(statement, "text", requests, request -> request.caller()
                .actor()
                .id()));
        statement.setArray(from + 3, column(statement, "text", requests, request -> request.caller()
                .actor()
                .requestId()
                .orElse(null)));
        statement.setArray(from + 4, column(statement, "text", requests, request -> request.name()
                .value()));
        statement.setArray(from + 5, column(statement, "text", requests, OpenRequest::purpose));
        statement.setObject(from + 6, tenant.value());
        statement.setObject(from + 7, tenant.value());
        statement.setObject(from + 8, tenant.value());
        statement.setTimestamp(from + 9, Timestamp.from(now));
    }

    private static java.sql.Array column(
            PreparedStatement statement,
            String type,
            List<OpenRequest> requests,
            Function<OpenRequest, ? extends @Nullable Object> value)
            throws SQLException {
        Connection connection = statement.getConnection();
        @Nullable Object[] values = new Object[requests.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(requests.get(i));
        }
        return connection.createArrayOf(type, values);
    }

    private static Snapshot snapshot(ResultSet rows) throws SQLException {
        Optional<String> status = Optional.empty();
        int shredded = 0;
        Map<KeyName, SealedKey> keys = new HashMap<>();
        while (rows.next()) {
            status = Optional.of(rows.getString("status"));
            shredded = rows.getInt("shredded");
            if (rows.getString("name") != null) {
                SealedKey key = SealedKeyStore.map(rows);
                keys.put(key.info().name(), key);
            }
        }
        return new Snapshot(status, shredded, keys);
    }
}
