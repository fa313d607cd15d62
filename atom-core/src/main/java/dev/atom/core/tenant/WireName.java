package dev.atom.core.tenant;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How an enum's constants are written outside: their names in lower case. */
final class WireName {
    private WireName() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant of that name; the text is not repeated in the refusal. */
    static <E extends Enum<E>> E parse(String field, String text, E[] values) {
        return Arrays.stream(values)
                .filter(constant -> of(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new AtomException(
                        ErrorCode.VALIDATION_ERROR,
                        field + " must be one of "
                                + Arrays.stream(values).map(WireName::of).collect(Collectors.joining(", "))));
    }
}
