package dev.atom.core.identity;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;

/**
 * How API keys are issued.
 *
 * @param maxPerUser the most active keys of a user, 1–100
 * @param validity how long a key lives when nobody says, one day to ten years
 * @param format in which new keys are made
 */
public record KeySettings(int maxPerUser, Duration validity, KeyFormat format) {
    /** The longest a key may live: 3650 days. */
    public static final Duration MAX_VALIDITY = Duration.ofDays(3650);

    /** Five keys, a year. */
    public static final KeySettings DEFAULT = new KeySettings(5, Duration.ofDays(365), KeyFormat.UUID4);

    /**
     * Checks the values.
     *
     * @throws AtomException VALIDATION_ERROR
     */
    public KeySettings {
        if (maxPerUser < 1 || maxPerUser > 100) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "the most keys of a user must be 1 to 100, not " + maxPerUser);
        }
        if (validity.compareTo(Duration.ofDays(1)) < 0 || validity.compareTo(MAX_VALIDITY) > 0) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "the usual validity of a key must be 1 to 3650 days, not " + validity);
        }
    }
}
