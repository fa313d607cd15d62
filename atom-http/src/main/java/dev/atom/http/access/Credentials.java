package dev.atom.http.access;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the credential in a request's headers. What it finds is not yet known to be good. */
final class Credentials {
    private static final String BEARER = "bearer ";
    private static final String API_KEY = "atom_dk_";
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

    private Credentials() {}

    /**
     * The API key or access token, from {@code X-API-Key}, {@code Authorization: Bearer} or the console's cookie; empty when none
     * was sent. A header goes before the cookie, which browsers send unasked.
     *
     * @param method the request's
     * @throws AtomException UNAUTHORIZED for any other scheme, and when the request holds two different credentials; FORBIDDEN for
     *     a change with a cookie that the console's page did not ask for
     */
    static Optional<String> in(String method, Headers headers) {
        Set<String> given = new LinkedHashSet<>();
        for (String key : headers.all("X-API-Key")) {
            given.add(apiKey(key));
        }
        for (String authorization : headers.all("Authorization")) {
            given.add(bearer(authorization));
        }
        if (given.size() > 1) {
            throw refused();
        }
        return given.isEmpty()
                ? cookie(method, headers)
                : List.copyOf(given).stream().findFirst();
    }

    static AtomException refused() {
        return new AtomException(ErrorCode.UNAUTHORIZED, "no valid credential: log in, or send an API key");
    }

    private static Optional<String> cookie(String method, Headers headers) {
        Optional<String> token = SessionCookies.session(headers);
        if (!HARMLESS.contains(method)) {
            token.ifPresent(one -> SessionCookies.requireCsrf(headers, one));
        }
        return token;
    }

    private static String apiKey(String key) {
        if (!key.startsWith(API_KEY)) {
            throw refused();
        }
        return key;
    }

    /** The scheme is case-insensitive (RFC 9110 section 11.1). */
    private static String bearer(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw refused();
        }
        String token = authorization.substring(BEARER.length()).strip();
        if (token.isEmpty()) {
            throw refused();
        }
        return token;
    }
}
