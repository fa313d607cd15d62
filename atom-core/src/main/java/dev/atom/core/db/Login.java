package dev.atom.core.db;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.nio.charset.StandardCharsets;

/**
 * A database role and its password.
 *
 * @param user the role's name, not blank
 * @param password kept by reference: close it only after the {@link Database} that uses it
 */
public record Login(String user, Secret password) {
    /** Refuses a blank role name with {@link ErrorCode#VALIDATION_ERROR}. */
    public Login {
        if (user.isBlank()) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, "database user is blank: set the role to log in as");
        }
    }

    /** A login from configuration text. */
    public static Login of(String user, String password) {
        return new Login(user, Secret.of(password));
    }

    /** The driver takes nothing but a String. */
    String passwordText() {
        return password.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
