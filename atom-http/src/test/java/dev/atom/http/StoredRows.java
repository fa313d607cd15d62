package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What the tables of a server hold, but for what only notes use: audit rows, costs, and when something was used last. */
final class StoredRows {
    private static final String TABLES = """
            select string_agg(format('select %L || (to_jsonb(t) - ''last_used_at'' - ''last_seen_at'' - ''idle_until'')::text from %I t',
                tablename || ' ', tablename), ' union all ') || ' order by 1'
            from pg_tables
            where schemaname = 'public' and tablename not like 'audit%' and tablename not like 'databasechange%'
              and tablename <> 'llm_usage'
            """;

    private final TestServer server;
    private final String everything;
    private List<String> rows;

    StoredRows(TestServer server) {
        this.server = server;
        this.everything = server.query(TABLES).get(0);
        this.rows = server.query(everything);
    }

    /** Every row as it was when it was looked at last: its table's name and JSON, in order. */
    List<String> rows() {
        return rows;
    }

    /** Looks again: the rows are those of the last time. */
    void assertUnchanged() {
        List<String> before = rows;
        rows = server.query(everything);
        assertThat(rows).isEqualTo(before);
    }
}
