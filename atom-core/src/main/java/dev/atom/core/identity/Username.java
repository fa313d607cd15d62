package dev.atom.core.identity;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a user logs in with: 1–64 characters, ASCII letters, digits and {@code . _ - @ +}, beginning with a letter or a digit.
 * ASCII only, so that no two names look alike; without regard to case.
 *
 * @param value as it was chosen
 */
public record Username(String value) {
    private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

    /** Checks the rule; VALIDATION_ERROR. */
    public Username {
        if (!isOne(value)) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "username must be 1 to 64 letters, digits or . _ - @ + and begin with a letter or a digit");
        }
    }

    /** Whether the text is a user name at all. */
    static boolean isOne(String text) {
        return RULE.matcher(text).matches();
    }

    /** What two spellings of one name have in common. */
    String key() {
        return value.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
