package dev.atom.core.identity;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.regex.Pattern;

/**
 * Names a role within its tenant: 1–63 characters, lower-case letters, digits, {@code _} and {@code -}, beginning with a letter.
 *
 * @param value the name, which stays for the life of the role
 */
public record RoleName(String value) implements Comparable<RoleName> {
    private static final Pattern RULE = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    /** Checks the rule; VALIDATION_ERROR. */
    public RoleName {
        if (!RULE.matcher(value).matches()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "role name must be 1 to 63 lower-case letters, digits, _ or - and begin with a letter");
        }
    }

    @Override
    public int compareTo(RoleName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
