package dev.atom.core.db;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.atom.spi.AtomException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * An open, migrated and tested PostgreSQL. Guarantee: it is open only if the start-up self-test found that the roles and tables
 * keep tenants apart.
 *
 * <p>Thread-safe. No thread of it is left after {@link #close}.
 */
public final class Database implements AutoCloseable {
    private final HikariDataSource appPool;
    private final HikariDataSource systemPool;
    private final TenantDb tenants;
    private final SystemDb system;

    private Database(HikariDataSource appPool, HikariDataSource systemPool) {
        this.appPool = appPool;
        this.systemPool = systemPool;
        this.tenants = new TenantDb(Transactions.jdbi(appPool));
        this.system = new SystemDb(Transactions.jdbi(systemPool));
    }

    /**
     * Creates missing roles if the owner may, brings the schema up to date, runs the self-test and opens the pools. Several
     * instances may do so at once: one migrates, the others wait for it.
     *
     * @throws AtomException UNAVAILABLE when the database cannot be reached; VALIDATION_ERROR when a login is refused, a role
     *     is missing or the self-test finds something unsafe, with what to do about it
     */
    public static Database open(DatabaseSettings settings) {
        try (Connection owner = Connections.open(settings.jdbcUrl(), settings.owner())) {
            StartUpLock.take(owner);
            DatabaseRoles.ensure(owner, settings);
            Migrations.run(owner);
        } catch (SQLException failure) {
            throw StartUpFailure.of(settings.owner(), failure);
        }
        SelfTest.run(settings);
        return openTested(settings);
    }

    /** Opens a database that is known to be up to date and safe. */
    static Database openTested(DatabaseSettings settings) {
        HikariDataSource app = pool("atom-app", settings, settings.app(), settings.appPoolSize());
        try {
            return new Database(app, pool("atom-system", settings, settings.system(), settings.systemPoolSize()));
        } catch (AtomException failure) {
            app.close();
            throw failure;
        }
    }

    private static HikariDataSource pool(String name, DatabaseSettings settings, Login login, int size) {
        try {
            return Connections.pool(name, settings.jdbcUrl(), login, size);
        } catch (PoolInitializationException failure) {
            throw SqlStates.translate(failure);
        }
    }

    /** The way to one tenant's rows. */
    public TenantDb tenants() {
        return tenants;
    }

    /** The way to the rows of all tenants, for the platform's own jobs. */
    public SystemDb system() {
        return system;
    }

    /** Closes every connection, also those in use; idempotent. */
    @Override
    public void close() {
        appPool.close();
        systemPool.close();
    }
}
