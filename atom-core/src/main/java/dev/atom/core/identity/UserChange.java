package dev.atom.core.identity;

import dev.atom.core.db.PlainText;
import dev.atom.spi.Secret;
import java.util.Optional;
import java.util.Set;

/**
 * What to change of a user; what is empty stays.
 *
 * @param email another address
 * @param fullName another name, 1–200 characters on one line
 * @param roles all roles it shall have
 * @param status active or disabled; disabling ends its sessions
 * @param password a password somebody else chose: its sessions end, and it has to be changed at the next log-in; the caller
 *     closes it
 */
public record UserChange(
        Optional<EmailAddress> email,
        Optional<String> fullName,
        Optional<Set<RoleName>> roles,
        Optional<UserStatus> status,
        Optional<Secret> password) {
    /** Checks the full name, VALIDATION_ERROR; copies the roles. */
    public UserChange {
        fullName.ifPresent(name -> PlainText.check("full_name", name, 1, 200));
        roles = roles.map(Set::copyOf);
    }

    /** Nothing yet. */
    public static UserChange none() {
        return new UserChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** And these roles. */
    public UserChange withRoles(Set<RoleName> all) {
        return new UserChange(email, fullName, Optional.of(all), status, password);
    }

    /** And this status. */
    public UserChange withStatus(UserStatus value) {
        return new UserChange(email, fullName, roles, Optional.of(value), password);
    }

    /** And this password. */
    public UserChange withPassword(Secret value) {
        return new UserChange(email, fullName, roles, status, Optional.of(value));
    }
}
