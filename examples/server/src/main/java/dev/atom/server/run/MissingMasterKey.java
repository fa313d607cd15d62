package dev.atom.server.run;

import dev.atom.core.db.EmbeddedDatabase;
import dev.atom.core.vault.SealedKeyVault;
import dev.atom.server.config.DatabaseConfig;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.nio.file.Path;
import java.util.List;

/** The refusal to start without a master key. Over stored keys a new one would open nothing, so it names those they need. */
final class MissingMasterKey {
    private MissingMasterKey() {}

    /**
     * What to tell whoever configured none. An external database is read and stays as it is; an embedded one is started for it if
     * it is there. Blocks. One that cannot be read is as one without keys: with a new key the start refuses and names the right one.
     *
     * @return VALIDATION_ERROR
     */
    static AtomException over(DatabaseConfig database) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, "ATOM_MASTER_KEY is missing: " + remedy(needed(database)));
    }

    private static String remedy(List<String> needed) {
        return switch (needed.size()) {
            case 0 ->
                "make a key with `openssl rand -base64 32`, keep it safe, and set it,"
                        + " or set ATOM_MASTER_KEY_FILE to a file that holds it";
            case 1 ->
                "the stored keys need master key " + needed.get(0)
                        + ", and no new one opens them: set it to the key that has this id,"
                        + " or set ATOM_MASTER_KEY_FILE to a file that holds it";
            default ->
                "the stored keys need the master keys " + String.join(", ", needed)
                        + " (a change of the master key was not finished), and no new one opens them: set it to"
                        + " the key that was changed to, and ATOM_MASTER_KEY_PREVIOUS to the others that have these ids,"
                        + " or each with _FILE to a file, and finish with `./atom vault rewrap`";
        };
    }

    private static List<String> needed(DatabaseConfig database) {
        try {
            return database.external().isPresent()
                    ? SealedKeyVault.masterKeyIds(database.external().get())
                    : neededIn(database.dataDir());
        } catch (RuntimeException unreadable) {
            // The start with a key says what is wrong with the database.
            return List.of();
        }
    }

    private static List<String> neededIn(Path dataDir) {
        if (!EmbeddedDatabase.isIn(dataDir)) {
            return List.of();
        }
        try (EmbeddedDatabase embedded = EmbeddedDatabase.start(dataDir)) {
            return SealedKeyVault.masterKeyIds(embedded.settings());
        }
    }
}
