package dev.atom.core.db;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is and how to log in. Immutable; made by {@link #at}.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, without user and password. Migrations need a session of their
 *     own: it must not lead through a pooler in transaction mode
 * @param owner runs the migrations and owns the tables
 * @param app does tenants' work: {@code atom_app} or a role that inherits from it
 * @param system does platform work: {@code atom_system} or a role that inherits from it
 * @param appPoolSize the most connections for tenants' work, 1–1000
 * @param systemPoolSize the most connections for platform work, 1–1000
 */
public record DatabaseSettings(
        String jdbcUrl, Login owner, Login app, Login system, int appPoolSize, int systemPoolSize) {
    private static final String PREFIX = "jdbc:postgresql:";

    /** Refuses another database's URL, credentials inside it, and pool sizes out of range. */
    public DatabaseSettings {
        if (!jdbcUrl.startsWith(PREFIX)) {
            throw invalid("database url must start with " + PREFIX + "//: ATOM runs on PostgreSQL");
        }
        if (jdbcUrl.contains("password=") || jdbcUrl.contains("user=")) {
            throw invalid("database url holds a user or password: give them as logins, so that the url can be printed");
        }
        requireSize("app", appPoolSize);
        requireSize("system", systemPoolSize);
    }

    /** Begins settings for the database at {@code jdbcUrl}. */
    public static Builder at(String jdbcUrl) {
        return new Builder(jdbcUrl);
    }

    private static void requireSize(String pool, int size) {
        if (size < 1 || size > 1000) {
            throw invalid(pool + " pool size " + size + " is out of range: choose 1-1000");
        }
    }

    private static AtomException invalid(String message) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, message);
    }

    /** Collects the settings; not thread-safe. */
    public static final class Builder {
        private final String jdbcUrl;
        private @Nullable Login owner;
        private @Nullable Login app;
        private @Nullable Login system;
        private int appPoolSize = 10;
        private int systemPoolSize = 3;

        private Builder(String jdbcUrl) {
            this.jdbcUrl = jdbcUrl;
        }

        /** The login for migrations; required. */
        public Builder owner(Login owner) {
            this.owner = owner;
            return this;
        }

        /** The login for tenants' work; required. */
        public Builder app(Login app) {
            this.app = app;
            return this;
        }

        /** The login for platform work; required. */
        public Builder system(Login system) {
            this.system = system;
            return this;
        }

        /** The most connections for tenants' work, 1–1000; 10 unless set. */
        public Builder appPoolSize(int size) {
            this.appPoolSize = size;
            return this;
        }

        /** The most connections for platform work, 1–1000; 3 unless set. */
        public Builder systemPoolSize(int size) {
            this.systemPoolSize = size;
            return this;
        }

        /**
         * The settings.
         *
         * @throws AtomException VALIDATION_ERROR when a login is missing or a value is not allowed
         */
        public DatabaseSettings build() {
            return new DatabaseSettings(
                    jdbcUrl,
                    present("owner", owner),
                    present("app", app),
                    present("system", system),
                    appPoolSize,
                    systemPoolSize);
        }

        private static Login present(String name, @Nullable Login login) {
            if (login == null) {
                throw invalid("database " + name + " login is missing: set its user and password");
            }
            return login;
        }
    }
}
