package dev.atom.core.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Opens connections with the driver's settings in one place. */
final class Connections {
    /** How long a caller waits for a connection of a busy pool. */
    private static final Duration POOL_WAIT = Duration.ofSeconds(5);

    private static final String SESSION = "set statement_timeout = '30s'; set lock_timeout = '10s'; "
            + "set idle_in_transaction_session_timeout = '60s'";

    private Connections() {}

    static Connection open(String jdbcUrl, Login login) throws SQLException {
        Properties properties = driverProperties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.passwordText());
        return DriverManager.getConnection(jdbcUrl, properties);
    }

    /** A pool that opens connections as they are needed and has opened one when this returns. */
    static HikariDataSource pool(String name, String jdbcUrl, Login login, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(login.user());
        config.setPassword(login.passwordText());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(POOL_WAIT.toMillis());
        config.setConnectionInitSql(SESSION);
        config.setDataSourceProperties(driverProperties());
        return new HikariDataSource(config);
    }

    private static Properties driverProperties() {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "atom");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("tcpKeepAlive", "true");
        // The server's detail line quotes the values of the row: "Key (slug)=(acme) already exists".
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }
}
