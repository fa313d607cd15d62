package dev.atom.spi.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One request to a provider. Headers may hold a key, so {@link #toString} shows only the method and the target.
 *
 * @param method such as {@code GET} or {@code POST}
 * @param uri absolute, {@code http} or {@code https}, without user info: what is secret goes into a header
 * @param headers in order; copied
 * @param body sent as it is with a Content-Length; empty for none; not copied, must not be changed afterwards
 * @param firstByte how long to wait for the reply's status line; more than zero
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of up to 32 MiB would cost
public record HttpCall(String method, URI uri, List<Header> headers, byte[] body, Duration firstByte) {
    private static final byte[] NONE = new byte[0];
    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";

    /** What frames the message or names its target is the transport's alone (RFC 9112 sections 3.2, 6 and 9). */
    private static final Set<String> FRAMING =
            Set.of("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade");

    /**
     * One header field.
     *
     * @param name the field name; none that frames the message, such as {@code Content-Length} or {@code Host}
     * @param value the field value, possibly secret
     */
    public record Header(String name, String value) {
        /** Refuses what would let a field smuggle another field or request (RFC 9110 sections 5.1 and 5.5). */
        public Header {
            if (!isToken(name)) {
                throw new IllegalArgumentException("a header name has a character that is not allowed");
            }
            if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("header " + name + " is set by the transport alone");
            }
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if ((c < 0x20 && c != '\t') || c == 0x7f || c > 0xff) {
                    throw new IllegalArgumentException("header " + name + " has a character that is not allowed");
                }
            }
        }

        @Override
        public String toString() {
            return name + ": [redacted]";
        }
    }

    /** Checks the target and copies the headers. */
    public HttpCall {
        headers = List.copyOf(headers);
        if (!isToken(method)) {
            throw new IllegalArgumentException("the method has a character that is not allowed");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a URI to " + uri.getHost() + " has user info: use a header");
        }
        if (uri.getHost() == null
                || !("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))) {
            throw new IllegalArgumentException("not an absolute http(s) URI: " + uri);
        }
        if (firstByte.isNegative() || firstByte.isZero()) {
            throw new IllegalArgumentException("the wait for the first byte must be more than zero");
        }
    }

    /** RFC 9110 section 5.6.2. */
    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && TOKEN_SIGNS.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** A GET without a body. */
    public static HttpCall get(URI uri, Duration firstByte) {
        return new HttpCall("GET", uri, List.of(), NONE, firstByte);
    }

    /** The same call with one more header. */
    public HttpCall with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new HttpCall(method, uri, more, body, firstByte);
    }

    @Override
    public String toString() {
        return method + " " + uri;
    }
}
