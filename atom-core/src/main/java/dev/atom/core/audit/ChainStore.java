package dev.atom.core.audit;

import dev.atom.spi.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of checking, anchoring and cutting the chains. */
final class ChainStore {
    private static final String ROWS = """
            select tenant_id, seq, id, timestamptz_send(at) as at, workspace_id, actor_kind, actor_id, request_id, ip,
                   user_agent, action, resource, outcome, cast(details as text) as details, prev_hash, encode(hash, 'hex') as hash
            from audit_log
            where tenant_id = :tenant and seq > :after
            order by seq
            limit :rows
            """;

    private static final String HEAD = """
            select tenant_id, seq, encode(hash, 'hex') as hash from audit_heads where tenant_id = :tenant
            """;

    private static final String HEADS = """
            select tenant_id, seq, encode(hash, 'hex') as hash from audit_heads where seq > 0 order by tenant_id
            """;

    private static final String TENANTS = """
            select id from tenants
            union select tenant_id from audit_heads
            union select distinct tenant_id from audit_log
            order by 1
            """;

    private static final String LAST_CUT = """
            select tenant_id, seq, encode(hash, 'hex') as hash, at, key_id, encode(signature, 'hex') as signature
            from audit_cuts
            where tenant_id = :tenant
            order by seq desc
            limit 1
            """;

    private static final String OLDEST = """
            select tenant_id, seq, encode(hash, 'hex') as hash, at
            from audit_log
            where tenant_id = :tenant
            order by seq
            limit :rows
            """;

    private static final String CUT = """
            select atom_audit_cut(:tenant, :seq, decode(:hash, 'hex'), :at, :key, decode(:signature, 'hex'))
            """;

    /** The texts of a row, in the order in which they are hashed. */
    private static final List<String> TEXTS = List.of(
            "actor_kind", "actor_id", "request_id", "ip", "user_agent", "action", "resource", "outcome", "details");

    private ChainStore() {}

    /** A place in a chain and the hash there, in hexadecimal. */
    record Place(TenantId tenant, long seq, String hash) {}

    /** An old row, to decide whether it is due. */
    record Dated(Place place, Instant at) {}

    /** Rows after a place, in their order. */
    static List<ChainRow> rows(Handle handle, TenantId tenant, long after, int most) {
        return handle.createQuery(ROWS)
                .bind("tenant", tenant.value())
                .bind("after", after)
                .bind("rows", most)
                .map((row, context) -> row(row))
                .list();
    }

    static Optional<Place> head(Handle handle, TenantId tenant) {
        return handle.createQuery(HEAD)
                .bind("tenant", tenant.value())
                .map((row, context) -> place(row))
                .findOne();
    }

    /** The ends of all chains; for the platform. */
    static List<Place> heads(Handle handle) {
        return handle.createQuery(HEADS).map((row, context) -> place(row)).list();
    }

    /** Every tenant that is there, or has left a trace in the log; for the platform. */
    static List<TenantId> tenants(Handle handle) {
        return handle.createQuery(TENANTS)
                .map((row, context) -> new TenantId(row.getObject(1, UUID.class)))
                .list();
    }

    static Optional<Cut> lastCut(Handle handle, TenantId tenant) {
        return handle.createQuery(LAST_CUT)
                .bind("tenant", tenant.value())
                .map((row, context) -> new Cut(
                        place(row),
                        row.getTimestamp("at").toInstant().truncatedTo(ChronoUnit.MICROS),
                        row.getString("key_id"),
                        text(row, "signature")))
                .findOne();
    }

    /** The oldest rows. */
    static List<Dated> oldest(Handle handle, TenantId tenant, int most) {
        return handle.createQuery(OLDEST)
                .bind("tenant", tenant.value())
                .bind("rows", most)
                .map((row, context) ->
                        new Dated(place(row), row.getTimestamp("at").toInstant()))
                .list();
    }

    /** Removes the rows up to the cut and writes it down; for the platform. Returns how many. */
    static long cut(Handle handle, Cut cut) {
        return handle.createQuery(CUT)
                .bind("tenant", cut.place().tenant().value())
                .bind("seq", cut.place().seq())
                .bind("hash", cut.place().hash())
                .bind("at", cut.at())
                .bind("key", cut.keyId())
                .bind("signature", cut.signature())
                .mapTo(Long.class)
                .one();
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(new TenantId(row.getObject("tenant_id", UUID.class)), row.getLong("seq"), text(row, "hash"));
    }

    private static ChainRow row(ResultSet row) throws SQLException {
        byte[] previous = Optional.ofNullable(row.getBytes("prev_hash")).orElseGet(() -> new byte[0]);
        RowHash computed = new RowHash(previous, 5 + TEXTS.size())
                .add(row.getObject("tenant_id", UUID.class))
                .add(row.getLong("seq"))
                .add(row.getObject("id", UUID.class))
                .addTime(row.getBytes("at"))
                .add(row.getObject("workspace_id", UUID.class));
        for (String column : TEXTS) {
            computed.add(row.getString(column));
        }
        return new ChainRow(row.getLong("seq"), HexFormat.of().formatHex(previous), text(row, "hash"), computed.hex());
    }

    /** Whoever may drop a check can also make a value null, which is not what was written. */
    private static String text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).orElse("");
    }
}
