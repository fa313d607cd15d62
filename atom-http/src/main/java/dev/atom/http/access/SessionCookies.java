package dev.atom.http.access;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The console's session in cookies. The two that hold tokens are HttpOnly and SameSite=Strict, and under TLS Secure with the name
 * prefixes that browsers check (RFC 6265bis section 4.1.3): a request that came over TLS is not believed any other name, which a page
 * of a neighbouring subdomain could have set. As a browser sends them by itself, a request that changes something must
 * also bring {@value #CSRF_HEADER}: a digest of the session's token, which the third cookie shows to the console's own page and to
 * no other site's.
 */
public final class SessionCookies {
    /** The header that proves that a request was made by the console's page. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    private static final String SESSION = "atom_session";
    private static final String REFRESH = "atom_refresh";
    private static final String CSRF = "atom_csrf";
    private static final String HOST_PREFIX = "__Host-";
    private static final String SECURE_PREFIX = "__Secure-";
    private static final String REFRESH_PATH = "/api/v1/auth";

    private SessionCookies() {}

    /** The session's token; more than one when there are different ones. */
    static Set<String> sessions(Headers headers) {
        return all(headers, name(HOST_PREFIX, SESSION, headers.areSecure()));
    }

    /**
     * The refresh token, for a request that brings {@value #CSRF_HEADER}; a page of another site cannot send that header.
     *
     * @throws AtomException UNAUTHORIZED when there are two different ones; FORBIDDEN without the header
     */
    public static Optional<String> refresh(Headers headers) {
        Set<String> tokens = all(headers, name(SECURE_PREFIX, REFRESH, headers.areSecure()));
        if (tokens.size() > 1) {
            throw new AtomException(ErrorCode.UNAUTHORIZED, "two different refresh tokens were sent");
        }
        if (!tokens.isEmpty() && headers.all(CSRF_HEADER).isEmpty()) {
            throw notFromTheConsole();
        }
        return tokens.stream().findFirst();
    }

    /**
     * Refuses a request that may have been made by another site's page.
     *
     * @throws AtomException FORBIDDEN
     */
    static void requireCsrf(Headers headers, String token) {
        byte[] expected = csrf(token).getBytes(StandardCharsets.US_ASCII);
        List<String> given = headers.all(CSRF_HEADER);
        if (given.size() != 1 || !MessageDigest.isEqual(expected, given.get(0).getBytes(StandardCharsets.UTF_8))) {
            throw notFromTheConsole();
        }
    }

    /** What a request must bring beside a session's token: bound to it, and of no use for guessing it. */
    public static String csrf(String token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("atom-csrf".getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /**
     * The {@code Set-Cookie} values that hand a session to a browser.
     *
     * @param secure whether the browser came over TLS
     */
    public static List<String> set(String token, Duration life, String refresh, Duration refreshLife, boolean secure) {
        return List.of(
                cookie(name(HOST_PREFIX, SESSION, secure), token, "/", life, secure) + "; HttpOnly",
                cookie(name(SECURE_PREFIX, REFRESH, secure), refresh, REFRESH_PATH, refreshLife, secure) + "; HttpOnly",
                cookie(CSRF, csrf(token), "/", refreshLife, secure));
    }

    /** The {@code Set-Cookie} values that take it away again. */
    public static List<String> clear(boolean secure) {
        List<String> cleared = new ArrayList<>();
        for (String cookie : set("", Duration.ZERO, "", Duration.ZERO, secure)) {
            cleared.add(cookie.startsWith(CSRF) ? cookie(CSRF, "", "/", Duration.ZERO, secure) : cookie);
        }
        return cleared;
    }

    private static String name(String prefix, String name, boolean secure) {
        return secure ? prefix + name : name;
    }

    private static String cookie(String name, String value, String path, Duration life, boolean secure) {
        return name + "=" + value + "; Path=" + path + "; Max-Age=" + life.toSeconds() + "; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }

    private static Set<String> all(Headers headers, String name) {
        Set<String> found = new LinkedHashSet<>();
        for (String header : headers.all("Cookie")) {
            for (String pair : header.split(";", -1)) {
                String[] parts = pair.strip().split("=", 2);
                if (parts.length == 2 && parts[0].equals(name)) {
                    found.add(parts[1]);
                }
            }
        }
        return found;
    }

    private static AtomException notFromTheConsole() {
        return new AtomException(
                ErrorCode.FORBIDDEN,
                "a change with the session's cookie needs " + CSRF_HEADER + ": send the value of the cookie " + CSRF);
    }
}
