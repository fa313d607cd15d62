package dev.atom.spi.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One request to a provider. Headers may hold a key, so {@link #toString} shows only the method and the target.
 *
 * @param method such as {@code GET} or {@code POST}
 * @param uri absolute, {@code http} or {@code https}
 * @param headers in order; copied
 * @param body sent as it is with a Content-Length; empty for none; not copied, must not be changed afterwards
 * @param firstByte how long to wait for the reply's status line
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of up to 32 MiB would cost
public record HttpCall(String method, URI uri, List<Header> headers, byte[] body, Duration firstByte) {
    private static final byte[] NONE = new byte[0];

    /**
     * One header field.
     *
     * @param name the field name
     * @param value the field value, possibly secret
     */
    public record Header(String name, String value) {
        /** Refuses what would let a value smuggle another header (RFC 9110 section 5.5). */
        public Header {
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
        if (uri.getHost() == null || uri.getScheme() == null) {
            throw new IllegalArgumentException("not an absolute http(s) URI: " + uri);
        }
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
