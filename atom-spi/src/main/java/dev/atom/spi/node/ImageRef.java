package dev.atom.spi.node;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.regex.Pattern;

/**
 * What a node runs, in its provider's terms: a container image, or the name of a configured command.
 *
 * @param value 1-255 characters of {@code [A-Za-z0-9._:/@-]}, beginning with a letter or digit
 */
public record ImageRef(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}");

    /** Refuses what no registry and no configuration has as a name. */
    public ImageRef {
        if (!FORM.matcher(value).matches()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "an image is named by 1-255 letters, digits and . _ : / @ -, beginning with a letter or digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
