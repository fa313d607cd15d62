package dev.atom.http.route;

import dev.atom.core.identity.KeyRequest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an API key is wanted for. */
record NewKeyBody(
        String deviceName,
        @Nullable String deviceId,
        @Nullable Integer expiresInDays) {
    KeyRequest toRequest() {
        return new KeyRequest(
                deviceName,
                Optional.ofNullable(deviceId),
                Optional.ofNullable(expiresInDays).map(Duration::ofDays));
    }
}
