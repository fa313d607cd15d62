package dev.atom.http.access;

import dev.atom.spi.AtomException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Finds the credential in a request's headers. What it finds is not yet known to be good. */
final class Credentials {
    /** What is never good. It is looked up like every other credential, so that no refusal takes less than another. */
    static final String NONE = "";

    private static final String BEARER = "bearer ";
    private static final String API_KEY = "atom_dk_";
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

    private Credentials() {}

    /**
     * The API key or access token, from {@code X-API-Key}, {@code Authorization: Bearer} or the console's cookie. A header goes
     * before the cookie, which browsers send unasked. {@link #NONE} when nothing was sent, for any other scheme, and when the
     * request holds two different credentials.
     *
     * @param method the request's
     * @throws AtomException FORBIDDEN for a change with a cookie that the console's page did not ask for
     */
    static String in(String method, Headers headers) {
        Set<String> given = new LinkedHashSet<>();
        for (String key : headers.all("X-API-Key")) {
            given.add(key.startsWith(API_KEY) ? key : NONE);
        }
        for (String authorization : headers.all("Authorization")) {
            given.add(bearer(authorization));
        }
        return given.isEmpty() ? cookie(method, headers) : onlyOne(given);
    }

    private static String cookie(String method, Headers headers) {
        Set<String> tokens = SessionCookies.sessions(headers);
        if (tokens.size() == 1 && !HARMLESS.contains(method)) {
            SessionCookies.requireCsrf(headers, onlyOne(tokens));
        }
        return onlyOne(tokens);
    }

    /** The scheme is case-insensitive (RFC 9110 section 11.1). */
    private static String bearer(String authorization) {
        return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : NONE;
    }

    private static String onlyOne(Set<String> given) {
        return given.size() == 1 ? given.iterator().next() : NONE;
    }
}
