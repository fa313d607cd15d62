package dev.atom.core.identity;

import dev.atom.core.db.PlainText;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a user can be written to: at most 254 characters (RFC 5321 section 4.5.3.1) with one {@code @} and no white space. Whether
 * it exists is not known. Without regard to case, so that an address belongs to one user of a tenant.
 *
 * @param value as it was given
 */
public record EmailAddress(String value) {
    private static final Pattern RULE = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,190}");

    /** Checks the rule; VALIDATION_ERROR. */
    public EmailAddress {
        PlainText.check("email", value, 3, 254);
        if (!RULE.matcher(value).matches()) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, "email must be an address such as name@example.org");
        }
    }

    /** What two spellings of one address have in common. */
    String key() {
        return Normalizer.normalize(value, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value;
    }
}
