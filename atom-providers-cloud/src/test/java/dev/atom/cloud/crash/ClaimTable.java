package dev.atom.cloud.crash;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The claims as the database's superuser reads them. */
final class ClaimTable {
    private static final String LIVE =
            "select id, coalesce(external_id, '') from node_claims where phase in ('PENDING', 'LAUNCHED', 'READY')";
    private static final String UNFINISHED =
            "select id, phase || ' ' || coalesce(reason, '') from node_claims where phase <> 'TERMINATED'";
    private static final String ENDED = """
            select id, coalesce(reason, '') || ' ' || coalesce(last_error, '') || ' creates ' || creates || ' node ' || coalesce(external_id, '')
            from node_claims where phase in ('TERMINATING', 'TERMINATED')
            """;
    private static final List<String> TIMES = List.of(
            "created_at",
            "lease_until",
            "idle_until",
            "create_sent_at",
            "destroy_asked_at",
            "next_attempt_at",
            "absent_since",
            "launched_at",
            "released_at",
            "gone_at");

    private final DataSource database;

    ClaimTable(DataSource database) {
        this.database = database;
    }

    /** The live claims with their nodes. */
    Set<RunningNode> live() {
        return rows(LIVE);
    }

    /** The claims that are not over, with the phase in place of the node. */
    Set<RunningNode> unfinished() {
        return rows(UNFINISHED);
    }

    /** What is on record about these claims, if they have ended. */
    Set<RunningNode> ended(Set<String> claims) {
        return rows(ENDED).stream().filter(row -> claims.contains(row.claim())).collect(Collectors.toSet());
    }

    /** Everything that is on record happened so much earlier. Only while no transaction is under way. */
    void pass(Duration time) {
        String by = " - interval '" + time.toSeconds() + " seconds'";
        String claims =
                TIMES.stream().map(column -> column + " = " + column + by).collect(Collectors.joining(", "));
        execute("update node_claims set " + claims + "; update node_turns set held_until = held_until" + by
                + "; update node_scope_removals set uncertain_until = uncertain_until" + by
                + "; update node_decisions set at = at" + by);
    }

    /** Which life of the store this is. */
    String incarnation() {
        return rows("select incarnation, '' from node_store").iterator().next().claim();
    }

    private void execute(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Set<RunningNode> rows(String sql) {
        Set<RunningNode> found = new HashSet<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(new RunningNode(rows.getString(1), rows.getString(2)));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return found;
    }
}
