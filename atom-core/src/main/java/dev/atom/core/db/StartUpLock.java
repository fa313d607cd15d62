package dev.atom.core.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Lets one instance at a time prepare a database. It is a PostgreSQL advisory lock of the session, so a killed instance cannot
 * leave it behind, and the keep-alive probes bound how long a vanished machine can hold it: about a minute.
 */
final class StartUpLock {
    private static final String TAKE = """
            set tcp_keepalives_idle = 30;
            set tcp_keepalives_interval = 10;
            set tcp_keepalives_count = 3;
            set lock_timeout = '5min';
            select pg_advisory_lock(7021894453201);
            set lock_timeout = '10s';
            """;

    private StartUpLock() {}

    /** Waits for the lock, at most five minutes; the connection's end releases it. */
    static void take(Connection session) throws SQLException {
        session.setNetworkTimeout(Runnable::run, 360_000);
        try (Statement statement = session.createStatement()) {
            statement.execute(TAKE);
        }
    }
}
