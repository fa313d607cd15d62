package dev.atom.server.config;

import dev.atom.core.identity.KeyFormat;
import dev.atom.core.identity.KeySettings;
import java.time.Duration;

/**
 * How API keys are issued.
 *
 * @param settings five for a user, for 365 days, unless set
 */
public record KeysConfig(KeySettings settings) {
    static KeysConfig from(Values values) {
        KeySettings usual = KeySettings.DEFAULT;
        int most = values.number(Setting.KEYS_MAX_PER_USER, usual.maxPerUser(), 1, 100);
        int days = values.number(
                Setting.KEYS_DEFAULT_EXPIRY_DAYS, (int) usual.validity().toDays(), 1, (int)
                        KeySettings.MAX_VALIDITY.toDays());
        return new KeysConfig(new KeySettings(most, Duration.ofDays(days), KeyFormat.UUID4));
    }
}
