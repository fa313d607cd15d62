package dev.atom.core.tenant;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.regex.Pattern;

/**
 * A tenant's short name, unique on the platform and usable as a host label (RFC 1035 section 2.3.1).
 *
 * @param value {@code [a-z][a-z0-9-]{0,61}[a-z0-9]}, 2–63 characters
 */
public record Slug(String value) {
    private static final Pattern RULE = Pattern.compile("[a-z][a-z0-9-]{0,61}[a-z0-9]");

    /** Refuses what does not follow the rule with {@link ErrorCode#VALIDATION_ERROR}. */
    public Slug {
        if (!RULE.matcher(value).matches()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "slug must be 2-63 lower-case letters, digits or hyphens, starting with a letter");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
