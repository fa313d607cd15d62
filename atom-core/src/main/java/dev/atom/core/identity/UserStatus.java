package dev.atom.core.identity;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Locale;

/** Whether a user may act. */
public enum UserStatus {
    /** In good standing. */
    ACTIVE,
    /** Every credential of the user is refused until it is active again. */
    DISABLED,
    /** Gone: what was known of the person is erased. */
    DELETED;

    /** The name in the wire contract and in the database, lower-case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads what a caller may set.
     *
     * @throws AtomException VALIDATION_ERROR for anything but {@code active} and {@code disabled}
     */
    public static UserStatus parse(String text) {
        return switch (text) {
            case "active" -> ACTIVE;
            case "disabled" -> DISABLED;
            default -> throw new AtomException(ErrorCode.VALIDATION_ERROR, "status must be one of active, disabled");
        };
    }

    static UserStatus stored(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
