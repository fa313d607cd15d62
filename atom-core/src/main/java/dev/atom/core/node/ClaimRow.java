package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.Resources;
import dev.atom.spi.node.SessionId;
import dev.atom.spi.node.StoreIncarnation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Reads the columns of {@code node_claims}. */
final class ClaimRow {
    /** The columns, of the table called {@code c}. */
    static final String COLUMNS = """
            c.tenant_id, c.id, c.session_id, c.store, c.provider, c.scope, c.image, c.cpus, c.memory_mb, c.phase,
            c.external_id, c.external_uid, c.lease_until, c.deadline, c.creates, c.destroys, c.blocked, c.reason,
            c.last_error, c.created_at
            """;

    private ClaimRow() {}

    static NodeClaim read(ResultSet row) throws SQLException {
        String provider = row.getString("provider");
        String scope = row.getString("scope");
        return new NodeClaim(
                new TenantId(row.getObject("tenant_id", UUID.class)),
                new ClaimId(row.getObject("id", UUID.class)),
                new SessionId(row.getObject("session_id", UUID.class)),
                new StoreIncarnation(row.getObject("store", UUID.class)),
                provider,
                scope,
                new ImageRef(row.getString("image")),
                new Resources(row.getInt("cpus"), row.getInt("memory_mb")),
                ClaimPhase.valueOf(row.getString("phase")),
                node(row, provider, scope),
                time(row, "lease_until"),
                time(row, "deadline"),
                row.getInt("creates"),
                row.getInt("destroys"),
                row.getBoolean("blocked"),
                Optional.ofNullable(row.getString("reason")).map(EndReason::valueOf),
                Optional.ofNullable(row.getString("last_error")),
                time(row, "created_at"));
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }

    private static Optional<NodeRef> node(ResultSet row, String provider, String scope) throws SQLException {
        String id = row.getString("external_id");
        return id == null
                ? Optional.empty()
                : Optional.of(new NodeRef(provider, scope, id, row.getString("external_uid")));
    }
}
