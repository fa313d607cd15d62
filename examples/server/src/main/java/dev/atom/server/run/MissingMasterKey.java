package dev.atom.server.run;

import dev.atom.core.db.Database;
import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.EmbeddedDatabase;
import dev.atom.core.vault.SealedKeyVault;
import dev.atom.server.config.DatabaseConfig;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.nio.file.Files;
import java.util.List;

/** The refusal to start without a master key. Over stored keys a new one would open nothing, so it names the one they need. */
final class MissingMasterKey {
    private MissingMasterKey() {}

    /**
     * What to tell whoever configured none. Blocks while the database is opened; one that was never there is not made.
     *
     * @return VALIDATION_ERROR
     * @throws AtomException when the database cannot be opened
     */
    static AtomException over(DatabaseConfig database) {
        List<String> needed = needed(database);
        return new AtomException(
                ErrorCode.VALIDATION_ERROR,
                "ATOM_MASTER_KEY is missing: "
                        + (needed.isEmpty()
                                ? "make a key with `openssl rand -base64 32`, keep it safe, and set it"
                                : "the stored keys need master key " + String.join(", ", needed)
                                        + ", and no new one opens them: set it to the key that has this id")
                        + ", or set ATOM_MASTER_KEY_FILE to a file that holds it");
    }

    private static List<String> needed(DatabaseConfig database) {
        if (database.external().isPresent()) {
            return needed(database.external().get());
        }
        if (Files.notExists(database.dataDir())) {
            return List.of();
        }
        try (EmbeddedDatabase embedded = EmbeddedDatabase.start(database.dataDir())) {
            return needed(embedded.settings());
        }
    }

    private static List<String> needed(DatabaseSettings settings) {
        try (Database database = Database.open(settings)) {
            return SealedKeyVault.masterKeyIds(database);
        }
    }
}
