package dev.atom.core.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A migrated database of its own for a test, on one real PostgreSQL per JVM. Cloned from a template, so a fresh one takes
 * milliseconds; dropped on close.
 */
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final Database database;

    private TestDatabase(String name, Database database) {
        this.name = name;
        this.database = database;
    }

    /** A new database, migrated and open. */
    public static TestDatabase fresh() {
        String name = newName();
        superuser("create database " + name + " template " + Server.TEMPLATE);
        return new TestDatabase(
                name,
                Database.openMigrated(Server.EMBEDDED
                        .settings(name)
                        .appPoolSize(8)
                        .systemPoolSize(3)
                        .build()));
    }

    /** The name of a new database without any tables, owned by the owner role. */
    static String empty() {
        String name = newName();
        superuser("create database " + name + " owner " + ClusterPasswords.OWNER);
        return name;
    }

    /** Settings that reach the named database of the test server. */
    static DatabaseSettings.Builder settings(String name) {
        return Server.EMBEDDED.settings(name);
    }

    /** Runs statements as the superuser in the server's own database. */
    static void superuser(String sql) {
        try (Connection connection = Connections.open(Server.EMBEDDED.url("postgres"), Server.EMBEDDED.superuser());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String newName() {
        return "test_" + COUNT.incrementAndGet();
    }

    /** The open database. */
    public Database database() {
        return database;
    }

    /** How {@link #database} was opened: another instance can be opened on the same database. */
    public DatabaseSettings settings() {
        return settings(name).build();
    }

    /** Connections of the superuser, who sees and may change everything. */
    public DataSource superuser() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(Server.EMBEDDED.url(name));
        source.setUser(Server.EMBEDDED.superuser().user());
        source.setPassword(Server.EMBEDDED.superuser().passwordText());
        return source;
    }

    @Override
    public void close() {
        database.close();
        superuser("drop database " + name + " with (force)");
    }

    /** Started by the first test that needs it, stopped when the JVM ends. */
    private static final class Server {
        static final String TEMPLATE = "template_atom";
        static final EmbeddedDatabase EMBEDDED = start();

        private static EmbeddedDatabase start() {
            Path root = Path.of("target", "test-postgres").toAbsolutePath();
            Path home = root.resolve("run-" + ProcessHandle.current().pid());
            EmbeddedDatabase server = EmbeddedDatabase.start(new EmbeddedOptions(home, root, false));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, home)));
            Database.open(server.settings()).close();
            try (Connection connection = Connections.open(server.url("postgres"), server.superuser());
                    Statement statement = connection.createStatement()) {
                statement.execute("alter database atom rename to " + TEMPLATE);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
            return server;
        }

        private static void stop(EmbeddedDatabase server, Path home) {
            server.close();
            try {
                PrivateFiles.delete(home);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
