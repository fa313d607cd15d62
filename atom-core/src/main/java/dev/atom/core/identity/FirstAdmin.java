package dev.atom.core.identity;

import dev.atom.spi.Secret;

/**
 * The platform's first administrator, at the only moment its password is known. The holder shows it once and closes it.
 *
 * @param user who it is
 * @param password good for seven days, and for nothing but its own change
 */
public record FirstAdmin(User user, Secret password) implements AutoCloseable {
    /** Wipes the password's text. */
    @Override
    public void close() {
        password.close();
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "FirstAdmin[" + user.id() + "]";
    }
}
