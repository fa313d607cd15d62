package dev.atom.core.identity;

import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Draws new keys. Thread-safe. */
record KeyDraft(KeySettings settings, Clock clock) {
    /** A key of the tenant itself, or of one of its users. */
    NewKey of(TenantId tenant, Optional<UserId> user, KeyRequest wanted) {
        Duration validity = wanted.validity().orElse(settings.validity());
        return draw(tenant, user, new ApiKeyInfo.Device(wanted.deviceName(), wanted.deviceId()), validity);
    }

    /** A key for the same device as another, of the usual validity. */
    NewKey like(ApiKeyInfo other) {
        return draw(other.tenant(), other.user(), other.device(), settings.validity());
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private NewKey draw(TenantId tenant, Optional<UserId> user, ApiKeyInfo.Device device, Duration validity) {
        String text = settings.format().draw();
        Instant now = now();
        var times = new ApiKeyInfo.Times(now, now.plus(validity), Optional.empty(), Optional.empty(), Optional.empty());
        String hint = text.substring(0, settings.format().shown());
        ApiKeyInfo info = new ApiKeyInfo(UUID.randomUUID(), tenant, user, device, hint, times);
        return new NewKey(info, ApiKeyDigest.ofText(text), Secret.of(text));
    }
}
