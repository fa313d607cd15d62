package dev.atom.core.node;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The SQL of what cycles leave on record. Rows are added at the end, and cut off at the beginning when they are old. */
final class CycleStore {
    private static final int FETCH = 1_000;

    private static final String LOCK =
            "select pg_advisory_xact_lock(hashtextextended('atom.cycles:' || cast(:provider as text), 0))";

    private static final String COLUMNS = """
            provider, number, cycle, at, about_tenant, complete, nodes, inventory, lost, decisions, decided, digest
            """;

    private static final String LAST =
            "select " + COLUMNS + " from node_cycles where provider = :provider order by number desc limit 1";

    private static final String ALL = "select " + COLUMNS + " from node_cycles order by provider, number";

    private static final String INSERT = "insert into node_cycles (" + COLUMNS + """
            ) values (:provider, :number, :cycle, :at, :tenant, :complete, :nodes, :inventory, :lost, :decisions, :decided,
                :digest)
            """;

    /** Each as one text, from what is in the table: what was written, whoever wrote it. */
    private static final String DECISIONS = """
            select jsonb_build_array(id, extract(epoch from at), provider, decision, scope, external_id, external_uid, node_name,
                about_tenant, claim, evidence)::text
            from node_decisions where cycle = :cycle order by id
            """;

    private static final String CUT = "select atom_cut_node_cycles(:provider, :kept * interval '1 millisecond')";

    private static final String HOLD_CUTS =
            "select pg_advisory_xact_lock_shared(hashtextextended('atom.cycles.cut', 0))";

    private static final String CUTS = "select provider, number, digest from node_cycle_cuts";

    private CycleStore() {}

    /** Removes what is older than that from the beginning of the provider's chain; says how many decisions went with it. */
    static long cut(Handle handle, String provider, Duration kept) {
        return handle.createQuery(CUT)
                .bind("provider", provider)
                .bind("kept", kept.toMillis())
                .mapTo(Long.class)
                .one();
    }

    /** Up to where each chain was removed, by provider; none is removed any further in this transaction. */
    static Map<String, CycleCut> cuts(Handle handle) {
        handle.createQuery(HOLD_CUTS).map((row, context) -> true).one();
        Map<String, CycleCut> cuts = new HashMap<>();
        handle.createQuery(CUTS)
                .map((row, context) -> Map.entry(
                        row.getString("provider"), new CycleCut(row.getLong("number"), row.getBytes("digest"))))
                .forEach(cut -> cuts.put(cut.getKey(), cut.getValue()));
        return cuts;
    }

    /** The end of the provider's chain; nobody else adds to it in this transaction. */
    static Optional<CycleRow> lockLast(Handle handle, String provider) {
        handle.createQuery(LOCK)
                .bind("provider", provider)
                .map((row, context) -> true)
                .one();
        return handle.createQuery(LAST)
                .bind("provider", provider)
                .map((row, context) -> read(row))
                .findOne();
    }

    static void insert(Handle handle, CycleRow row) {
        handle.createUpdate(INSERT)
                .bind("provider", row.provider())
                .bind("number", row.number())
                .bind("cycle", row.cycle())
                .bind("at", row.at())
                .bind("tenant", row.tenant())
                .bind("complete", row.complete())
                .bind("nodes", row.nodes())
                .bind("inventory", row.inventory())
                .bind("lost", row.lost())
                .bind("decisions", row.decisions())
                .bind("decided", row.decided())
                .bind("digest", row.digest())
                .execute();
    }

    /** A cycle's decisions, in the order in which they were written. */
    static List<String> decisions(Handle handle, UUID cycle) {
        return handle.createQuery(DECISIONS)
                .bind("cycle", cycle)
                .mapTo(String.class)
                .list();
    }

    /** Hands over every row, chain by chain. */
    static void all(Handle handle, Consumer<CycleRow> each) {
        try (Stream<CycleRow> rows =
                handle.createQuery(ALL).setFetchSize(FETCH).map((row, context) -> read(row)).stream()) {
            rows.forEach(each);
        }
    }

    private static CycleRow read(ResultSet row) throws SQLException {
        return new CycleRow(
                row.getString("provider"),
                row.getLong("number"),
                row.getObject("cycle", UUID.class),
                ClaimRow.time(row, "at"),
                Optional.ofNullable(row.getObject("about_tenant", UUID.class)),
                row.getBoolean("complete"),
                row.getInt("nodes"),
                row.getBytes("inventory"),
                row.getInt("lost"),
                row.getInt("decisions"),
                row.getBytes("decided"),
                row.getBytes("digest"));
    }
}
