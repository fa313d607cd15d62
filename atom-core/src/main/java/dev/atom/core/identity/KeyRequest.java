package dev.atom.core.identity;

import dev.atom.core.db.PlainText;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/**
 * A key that is wanted.
 *
 * @param deviceName which device or program it is for, 1–100 characters on one line
 * @param deviceId the device's own id, 1–200 characters on one line
 * @param validity how long it shall live, one second to ten years; as is usual when absent
 */
public record KeyRequest(String deviceName, Optional<String> deviceId, Optional<Duration> validity) {
    /**
     * Checks the values.
     *
     * @throws AtomException VALIDATION_ERROR
     */
    public KeyRequest {
        PlainText.check("device name", deviceName, 1, 100);
        deviceId.ifPresent(id -> PlainText.check("device id", id, 1, 200));
        validity.ifPresent(wanted -> {
            if (wanted.compareTo(Duration.ofSeconds(1)) < 0 || wanted.compareTo(KeySettings.MAX_VALIDITY) > 0) {
                throw new AtomException(ErrorCode.VALIDATION_ERROR, "validity must be 1 second to 3650 days");
            }
        });
    }

    /** A key for a device, of the usual validity. */
    public static KeyRequest of(String deviceName) {
        return new KeyRequest(deviceName, Optional.empty(), Optional.empty());
    }
}
