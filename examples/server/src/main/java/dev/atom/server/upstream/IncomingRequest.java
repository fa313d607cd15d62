package dev.atom.server.upstream;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * One parsed request.
 *
 * @param headers names in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record IncomingRequest(String method, String path, Map<String, String> headers, byte[] body) {
    Optional<String> bearer() {
        return Optional.ofNullable(headers.get("authorization"))
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    SeenRequest seen() {
        return new SeenRequest(method, path, bearer().map(Fingerprint::of).orElse("none"), text());
    }
}
