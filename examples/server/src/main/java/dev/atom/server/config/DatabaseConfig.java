package dev.atom.server.config;

import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.Login;
import dev.atom.spi.AtomException;
import dev.atom.spi.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the data is: an embedded PostgreSQL in {@code dataDir}, or an external one.
 *
 * @param dataDir for the embedded one; {@code .atom/data} unless set
 * @param external the external one, when its URL is set
 */
public record DatabaseConfig(Path dataDir, Optional<DatabaseSettings> external) {
    static DatabaseConfig from(Values values) {
        Optional<String> url = values.text(Setting.DATABASE_URL);
        Optional<Path> dataDir = values.path(Setting.DATABASE_DATA_DIR);
        if (url.isPresent() && dataDir.isPresent()) {
            values.problem("both database.url and database.data_dir are set: keep the one that is meant");
        }
        return new DatabaseConfig(
                dataDir.orElse(Path.of(".atom", "data")), url.flatMap(address -> external(address, values)));
    }

    private static Optional<DatabaseSettings> external(String url, Values values) {
        Login owner = login(values, Setting.DATABASE_OWNER_USER, Setting.DATABASE_OWNER_PASSWORD, "atom_owner");
        Login app = login(values, Setting.DATABASE_APP_USER, Setting.DATABASE_APP_PASSWORD, "atom_app");
        Login system = login(values, Setting.DATABASE_SYSTEM_USER, Setting.DATABASE_SYSTEM_PASSWORD, "atom_system");
        int appPool = values.number(Setting.DATABASE_APP_POOL_SIZE, 10, 1, 1000);
        int systemPool = values.number(Setting.DATABASE_SYSTEM_POOL_SIZE, 3, 1, 1000);
        try {
            return Optional.of(new DatabaseSettings(url, owner, app, system, appPool, systemPool));
        } catch (AtomException wrong) {
            values.problem(wrong.getMessage());
            return Optional.empty();
        }
    }

    private static Login login(Values values, Setting user, Setting password, String usual) {
        Optional<Secret> secret = values.secret(password);
        if (secret.isEmpty()) {
            values.problem(
                    password.path() + " is missing: set " + password.variable() + " or " + password.fileVariable());
        }
        return new Login(values.text(user).orElse(usual), secret.orElseGet(() -> Secret.of("")));
    }
}
