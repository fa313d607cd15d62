package dev.atom.core.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A migrated database of its own for a test, on one real PostgreSQL per JVM. Cloned from a template ahead of time, so a fresh
 * one takes milliseconds; dropped on close.
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
        String name = Server.takeClone();
        return new TestDatabase(
                name,
                Database.openTested(
                        settings(name).appPoolSize(8).systemPoolSize(3).build()));
    }

    /** Another process' database of tests, which that process has migrated and tested. Starts no server. */
    public static Database reopen(DatabaseSettings settings) {
        return Database.openTested(settings);
    }

    /** The name of a new database without any tables, owned by the owner role. */
    static String empty() {
        String name = newName();
        administer("create database " + name + " owner " + ClusterPasswords.OWNER);
        return name;
    }

    /** Settings that reach the named database of the test server. */
    static DatabaseSettings.Builder settings(String name) {
        return Server.EMBEDDED.settings(name);
    }

    /** Connections of the superuser to the named database. */
    static DataSource superuser(String name) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(Server.EMBEDDED.url(name));
        source.setUser(Server.EMBEDDED.superuser().user());
        source.setPassword(Server.EMBEDDED.superuser().passwordText());
        return source;
    }

    /** The superuser's login. */
    static Login superuserLogin() {
        return Server.EMBEDDED.superuser();
    }

    /** Runs statements as the superuser in the server's own database. */
    static void administer(String sql) {
        execute(superuser("postgres"), sql);
    }

    private static void execute(DataSource source, String sql) {
        try (Connection connection = source.getConnection();
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
        return superuser(name);
    }

    /** Runs statements as the superuser, for tests that plant or tamper with rows. */
    public void asSuperuser(String sql) {
        execute(superuser(), sql);
    }

    @Override
    public void close() {
        database.close();
        Server.drop(name);
    }

    /** Started by the first test that needs it, stopped when the JVM ends. */
    private static final class Server {
        static final String TEMPLATE = "template_atom";
        static final EmbeddedDatabase EMBEDDED = start();

        private static final ExecutorService HOUSEKEEPING = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "test-database-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        private static final AtomicReference<CompletableFuture<String>> NEXT = new AtomicReference<>(cloneAhead());

        static String takeClone() {
            return NEXT.getAndSet(cloneAhead()).join();
        }

        static void drop(String name) {
            HOUSEKEEPING.execute(() -> administer("drop database " + name + " with (force)"));
        }

        private static CompletableFuture<String> cloneAhead() {
            return CompletableFuture.supplyAsync(
                    () -> {
                        String name = newName();
                        administer("create database " + name + " template " + TEMPLATE);
                        return name;
                    },
                    HOUSEKEEPING);
        }

        private static EmbeddedDatabase start() {
            Path root = Path.of("target", "test-postgres").toAbsolutePath();
            Path home = root.resolve("run-" + ProcessHandle.current().pid());
            EmbeddedDatabase server = EmbeddedDatabase.start(new EmbeddedOptions(home, root, false));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, home)));
            Database.open(server.settings()).close();
            try (Connection connection = Connections.open(server.url("postgres"), server.superuser());
                    Statement statement = connection.createStatement()) {
                statement.execute("alter database atom rename to " + TEMPLATE);
                makeLoginsCheap(statement, server);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
            return server;
        }

        /** The thousands of hash rounds of each log-in would be most of a fresh database's time. */
        private static void makeLoginsCheap(Statement statement, EmbeddedDatabase server) throws SQLException {
            DatabaseSettings settings = server.settings();
            statement.execute("set scram_iterations = 1");
            for (Login login : List.of(server.superuser(), settings.owner(), settings.app(), settings.system())) {
                statement.execute("alter role " + login.user() + " password '" + login.passwordText() + "'");
            }
        }

        private static void stop(EmbeddedDatabase server, Path home) {
            HOUSEKEEPING.shutdownNow();
            try {
                if (!HOUSEKEEPING.awaitTermination(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the test database's housekeeping did not end");
                }
                server.close();
                PrivateFiles.delete(home);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
