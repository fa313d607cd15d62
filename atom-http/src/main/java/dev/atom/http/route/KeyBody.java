package dev.atom.http.route;

import dev.atom.core.vault.KeyInfo;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What is shown of a stored key. It has no field that could hold the value. */
record KeyBody(
        String name,
        Optional<String> provider,
        int version,
        String mask,
        String fingerprint,
        String state,
        String check,
        Optional<Instant> verifiedAt,
        Instant createdAt) {
    static KeyBody of(KeyInfo key) {
        return new KeyBody(
                key.name().value(),
                key.provider(),
                key.version(),
                key.mask(),
                key.fingerprint(),
                key.state().name().toLowerCase(Locale.ROOT),
                key.check().name().toLowerCase(Locale.ROOT),
                key.checkedAt(),
                key.createdAt());
    }
}
