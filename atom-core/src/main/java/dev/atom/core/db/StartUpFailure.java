package dev.atom.core.db;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.sql.SQLException;

/** Says why a login at start-up did not work, in words that tell what to change. */
final class StartUpFailure {
    private StartUpFailure() {}

    static AtomException of(Login login, SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return switch (state) {
            case "28P01", "28000" ->
                refused("the database refused the login of role " + login.user()
                        + ": check its name and password, or create it (see DatabaseRoles)");
            case "3D000" -> refused("the database named in the url does not exist: create it, owned by the owner role");
            case "42501" ->
                refused("role " + login.user() + " lacks a privilege (" + failure.getMessage()
                        + "): grant it, or let the owner role own the database");
            default -> SqlStates.translate(failure);
        };
    }

    private static AtomException refused(String message) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, message);
    }
}
