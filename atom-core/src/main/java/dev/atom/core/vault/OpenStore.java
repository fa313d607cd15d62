package dev.atom.core.vault;

import dev.atom.core.audit.Actor;
import dev.atom.spi.TenantId;
import dev.atom.spi.WorkspaceId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of the hot path: {@code atom_vault_open} reads what a flush of opens needs and writes an audit row for each,
 * tenant by tenant, in one statement and so in one transaction and one round trip.
 */
final class OpenStore {
    private static final String READ_AND_AUDIT = "select * from atom_vault_open(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private OpenStore() {}

    /**
     * What an opening needs to know: the tenant's status and those of the named keys that are there.
     *
     * @param status as stored; empty for a tenant that is not there
     * @param shredded the last version of its data keys when all of them were destroyed, 0 otherwise
     * @param keys by name
     */
    record Standing(Optional<String> status, int shredded, Map<KeyName, SealedKey> keys) {
        static final Standing NONE = new Standing(Optional.empty(), 0, Map.of());
    }

    /** The standing of each tenant that is there. */
    static Map<TenantId, Standing> readAndAudit(VaultParts parts, SortedMap<TenantId, List<OpenRequest>> requests) {
        return parts.tenants().alone(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(READ_AND_AUDIT)) {
                bind(statement, parts.now(), requests);
                try (ResultSet rows = statement.executeQuery()) {
                    return standings(rows);
                }
            }
        });
    }

    private static void bind(PreparedStatement statement, Instant now, SortedMap<TenantId, List<OpenRequest>> requests)
            throws SQLException {
        List<OpenRequest> all = new ArrayList<>();
        List<Integer> firsts = new ArrayList<>();
        requests.values().forEach(asking -> {
            // Arrays of SQL begin with 1.
            firsts.add(all.size() + 1);
            all.addAll(asking);
        });
        statement.setTimestamp(1, Timestamp.from(now));
        statement.setArray(
                2, column(statement, "uuid", Object[]::new, List.copyOf(requests.keySet()), TenantId::value));
        statement.setArray(3, column(statement, "int4", Integer[]::new, firsts, first -> first));
        statement.setArray(4, column(statement, "uuid", Object[]::new, all, request -> UUID.randomUUID()));
        statement.setArray(5, column(statement, "uuid", Object[]::new, all, OpenStore::workspace));
        statement.setArray(6, text(statement, all, actor -> actor.kind().name()));
        statement.setArray(7, text(statement, all, Actor::id));
        statement.setArray(8, text(statement, all, actor -> actor.requestId().orElse(null)));
        statement.setArray(9, text(statement, all, actor -> actor.origin().ip().orElse(null)));
        statement.setArray(
                10, text(statement, all, actor -> actor.origin().userAgent().orElse(null)));
        statement.setArray(11, column(statement, "text", String[]::new, all, request -> request.name()
                .value()));
        statement.setArray(12, column(statement, "text", String[]::new, all, OpenRequest::purpose));
    }

    private static @Nullable UUID workspace(OpenRequest request) {
        return request.caller().workspace().map(WorkspaceId::value).orElse(null);
    }

    private static java.sql.Array text(
            PreparedStatement statement,
            List<OpenRequest> requests,
            Function<? super Actor, ? extends @Nullable String> value)
            throws SQLException {
        return column(
                statement,
                "text",
                String[]::new,
                requests,
                request -> value.apply(request.caller().actor()));
    }

    /** An array of the element's own class travels in binary; one of objects is written out as text, character by character. */
    private static <T, V> java.sql.Array column(
            PreparedStatement statement,
            String type,
            IntFunction<@Nullable V[]> array,
            List<T> from,
            Function<? super T, ? extends @Nullable V> value)
            throws SQLException {
        Connection connection = statement.getConnection();
        @Nullable V[] values = array.apply(from.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(from.get(i));
        }
        return connection.createArrayOf(type, values);
    }

    private static Map<TenantId, Standing> standings(ResultSet rows) throws SQLException {
        Map<TenantId, Standing> standings = new HashMap<>();
        while (rows.next()) {
            TenantId tenant = new TenantId(rows.getObject("asked", UUID.class));
            Standing standing = standings.get(tenant);
            if (standing == null) {
                standing = new Standing(
                        Optional.ofNullable(rows.getString("status")), rows.getInt("shredded"), new HashMap<>());
                standings.put(tenant, standing);
            }
            if (rows.getString("name") != null) {
                SealedKey key = SealedKeyStore.map(rows);
                standing.keys().put(key.info().name(), key);
            }
        }
        return standings;
    }
}
