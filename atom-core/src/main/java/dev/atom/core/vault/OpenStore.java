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
 * The SQL of the hot path: {@code atom_vault_open} reads what a flush of opens needs and writes an audit row for each, in one
 * statement and so in one snapshot, one transaction and one round trip.
 */
final class OpenStore {
    private static final String READ_AND_AUDIT = "select * from atom_vault_open(?, ?, ?, ?, ?, ?, ?, ?)";

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
        return parts.tenants().alone(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(READ_AND_AUDIT)) {
                bind(statement, tenant, parts.now(), requests);
                try (ResultSet rows = statement.executeQuery()) {
                    return snapshot(rows);
                }
            }
        });
    }

    private static void bind(PreparedStatement statement, TenantId tenant, Instant now, List<OpenRequest> requests)
            throws SQLException {
        statement.setObject(1, tenant.value());
        statement.setTimestamp(2, Timestamp.from(now));
        statement.setArray(3, column(statement, "uuid", requests, request -> UUID.randomUUID()));
        statement.setArray(4, column(statement, "text", requests, request -> request.caller()
                .actor()
                .kind()
                .name()));
        statement.setArray(5, column(statement, "text", requests, request -> request.caller()
                .actor()
                .id()));
        statement.setArray(6, column(statement, "text", requests, request -> request.caller()
                .actor()
                .requestId()
                .orElse(null)));
        statement.setArray(
                7, column(statement, "text", requests, request -> request.name().value()));
        statement.setArray(8, column(statement, "text", requests, OpenRequest::purpose));
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
