package dev.atom.server.upstream;

import java.util.Map;

/**
 * A reply given as it is.
 *
 * @param status the HTTP status
 * @param headers beyond Content-Type and Content-Length; copied
 * @param body JSON text
 */
public record CannedReply(int status, Map<String, String> headers, String body) {
    /** Copies the headers. */
    public CannedReply {
        headers = Map.copyOf(headers);
    }

    static CannedReply ok(String body) {
        return new CannedReply(200, Map.of(), body);
    }
}
