package dev.atom.http.access;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the API key in a request's headers. What it finds is not yet known to be good. */
final class Credentials {
    private static final String BEARER = "bearer ";
    private static final String API_KEY = "atom_dk_";

    private Credentials() {}

    /**
     * The API key, from {@code X-API-Key} or {@code Authorization: Bearer}; empty when neither header was sent.
     *
     * @throws AtomException UNAUTHORIZED for any other scheme or token, and when the headers hold two different keys
     */
    static Optional<String> in(Headers headers) {
        Set<String> keys = new LinkedHashSet<>(headers.all("X-API-Key"));
        for (String authorization : headers.all("Authorization")) {
            keys.add(bearer(authorization));
        }
        if (keys.size() > 1 || !keys.stream().allMatch(key -> key.startsWith(API_KEY))) {
            throw refused();
        }
        return List.copyOf(keys).stream().findFirst();
    }

    static AtomException refused() {
        return new AtomException(ErrorCode.UNAUTHORIZED, "no valid credential: send an API key");
    }

    /** The scheme is case-insensitive (RFC 9110 section 11.1). */
    private static String bearer(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw refused();
        }
        return authorization.substring(BEARER.length()).strip();
    }
}
