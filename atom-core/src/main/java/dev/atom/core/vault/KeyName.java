package dev.atom.core.vault;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.regex.Pattern;

/**
 * The name of a key within its tenant. The key used for calls to a provider is the one named like the provider's id.
 *
 * @param value lower-case: {@code [a-z0-9][a-z0-9._-]{0,63}}
 */
public record KeyName(String value) {
    private static final Pattern RULE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** Refuses what does not follow the rule with {@link ErrorCode#VALIDATION_ERROR}. */
    public KeyName {
        if (!RULE.matcher(value).matches()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "key name must match [a-z0-9][a-z0-9._-]{0,63}: start with a lower-case letter or digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
