package dev.atom.core.node;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether a cycle acts. */
public enum ReconcileMode {
    /** Looks, and says what it would do; writes nothing and calls nothing but lists. */
    DRY_RUN,
    /** Does it. */
    ENFORCE;

    /** The name in the wire contract, lower-case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads {@link #wireName}.
     *
     * @throws AtomException VALIDATION_ERROR naming the allowed values
     */
    public static ReconcileMode parse(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.wireName().equals(text))
                .findFirst()
                .orElseThrow(() -> new AtomException(
                        ErrorCode.VALIDATION_ERROR,
                        "mode must be among "
                                + Arrays.stream(values())
                                        .map(ReconcileMode::wireName)
                                        .collect(Collectors.joining(", "))));
    }
}
