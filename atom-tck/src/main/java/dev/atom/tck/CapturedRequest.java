package dev.atom.tck;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as a {@link ReplayServer} read it.
 *
 * @param method the method
 * @param target the path and query as sent
 * @param headers field name to values; names compare without case
 * @param body the bytes; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CapturedRequest(String method, String target, Map<String, List<String>> headers, byte[] body) {
    /** Makes the names compare without case. */
    public CapturedRequest {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        headers = byName;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> values.get(0));
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
