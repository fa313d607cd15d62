package dev.atom.server.run;

import dev.atom.core.identity.TokenKeys;
import dev.atom.core.vault.MasterKeyFile;
import dev.atom.server.config.DatabaseConfig;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** The key for access tokens of an installation that was given none: made once, beside the embedded database. */
final class TokenKeyFile {
    private static final String NAME = "jwt.key";

    private TokenKeyFile() {}

    /**
     * The key of that database.
     *
     * @throws AtomException VALIDATION_ERROR for an external database: its instances must share one key; UNAVAILABLE when the file
     *     can neither be made nor read
     */
    static TokenKeys of(DatabaseConfig database) {
        if (database.external().isPresent()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "ATOM_JWT_SECRET is missing: make one with `openssl rand -base64 48`, give it to every instance, or set"
                            + " ATOM_JWT_SECRET_FILE to a file that holds it");
        }
        Path file = database.dataDir().resolve(NAME);
        try {
            Files.createDirectories(database.dataDir());
            MasterKeyFile.createIfMissing(file, new SecureRandom());
            try (Secret key = Secret.of(Files.readString(file).strip())) {
                return TokenKeys.of(key, Optional.empty());
            }
        } catch (IOException failed) {
            throw new AtomException(
                    ErrorCode.UNAVAILABLE,
                    "the key for access tokens in " + file + " cannot be read: check it",
                    failed);
        }
    }
}
