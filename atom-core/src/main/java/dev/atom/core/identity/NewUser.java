package dev.atom.core.identity;

import dev.atom.core.db.PlainText;
import dev.atom.spi.Secret;
import java.util.Optional;
import java.util.Set;

/**
 * A user to create.
 *
 * @param username what it logs in with
 * @param email where it can be written to
 * @param fullName 1–200 characters on one line
 * @param password the first one; the caller closes it
 * @param mustChangePassword whether it has to be changed before anything else, because somebody else chose it
 * @param roles names of roles that exist; copied
 */
public record NewUser(
        Username username,
        EmailAddress email,
        Optional<String> fullName,
        Secret password,
        boolean mustChangePassword,
        Set<RoleName> roles) {
    /** Checks the full name, VALIDATION_ERROR; copies the roles. */
    public NewUser {
        fullName.ifPresent(name -> PlainText.check("full_name", name, 1, 200));
        roles = Set.copyOf(roles);
    }
}
