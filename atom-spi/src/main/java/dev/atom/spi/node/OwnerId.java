package dev.atom.spi.node;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.regex.Pattern;

/**
 * Names one installation of ATOM among those that may share a cloud account. Nodes that carry another owner's name are never
 * touched, so two installations must not have the same.
 *
 * @param value lower-case, {@code [a-z][a-z0-9-]{0,23}}, not ending in a hyphen
 */
public record OwnerId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z]([a-z0-9-]{0,22}[a-z0-9])?");

    /** Refuses what could not be part of a host name. */
    public OwnerId {
        if (!FORM.matcher(value).matches()) {
            throw new AtomException(
                    ErrorCode.BAD_REQUEST,
                    "an owner id is 1-24 characters of a-z, 0-9 and -, beginning with a letter and not ending in -");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
