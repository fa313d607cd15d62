package dev.atom.server.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Every row of every table, as text. */
final class DatabaseDump {
    private static final String TABLES = """
            select format('%I.%I', table_schema, table_name)
            from information_schema.tables
            where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')""";

    private DatabaseDump() {}

    static List<String> of(DataSource superuser) throws SQLException {
        List<String> dump = new ArrayList<>();
        try (Connection connection = superuser.getConnection()) {
            for (String table : column(connection, TABLES)) {
                column(connection, "select whole::text from " + table + " whole")
                        .forEach(row -> dump.add(table + " " + row));
            }
        }
        return dump;
    }

    private static List<String> column(Connection connection, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
