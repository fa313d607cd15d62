package dev.atom.core.identity;

import dev.atom.spi.Secret;

/**
 * An attempt to log in, as it was sent.
 *
 * @param tenant the slug of the tenant, unchecked
 * @param username the user's name, unchecked
 * @param password the password; the caller closes it
 */
public record LogIn(String tenant, String username, Secret password) {
    /** Neither name nor password. */
    @Override
    public String toString() {
        return "LogIn";
    }
}
