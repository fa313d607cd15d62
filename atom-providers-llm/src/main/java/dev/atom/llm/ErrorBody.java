package dev.atom.llm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The few fields that say what went wrong, taken from a body that may be anything: an object, an array of one, JSON inside a
 * string, cut off, or not JSON at all. What was read before the damage counts. At most 64 KiB is looked at.
 */
final class ErrorBody {
    private static final int LONGEST_BODY = 64 * 1024;
    private static final int LONGEST_TEXT = 500;
    private static final int STRINGS_IN_STRINGS = 2;

    /** What follows a quotation mark where a body may report a failure; the second inside a string. */
    private static final byte[][] SIGNS = {
        "error\"".getBytes(StandardCharsets.US_ASCII),
        "error\\\"".getBytes(StandardCharsets.US_ASCII),
        "base_resp\"".getBytes(StandardCharsets.US_ASCII)
    };

    /** The objects looked into; arrays leave no trace in a path. */
    private static final Set<String> OBJECTS = Set.of("", "error", "error.details", "base_resp");

    private static final Set<String> FIELDS = Set.of(
            "error",
            "error.message",
            "error.type",
            "error.code",
            "error.http_code",
            "error.details.reason",
            "base_resp.status_code",
            "base_resp.status_msg",
            "message",
            "detail",
            "type",
            "code");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(100)
                    .maxStringLength(LONGEST_BODY)
                    .maxNameLength(1000)
                    .build())
            .build();

    private final Map<String, String> found = new HashMap<>();

    private ErrorBody() {}

    /** Whether a body that came with a success status needs to be read at all. */
    static boolean mayHoldError(byte[] body) {
        int end = Math.min(body.length, LONGEST_BODY);
        for (int next = 0; next < end; ) {
            if (body[next++] == '"' && signAt(body, next, end)) {
                return true;
            }
        }
        return false;
    }

    static ErrorBody read(byte[] body) {
        ErrorBody read = new ErrorBody();
        try (JsonParser json = JSON.createParser(body, 0, Math.min(body.length, LONGEST_BODY))) {
            json.nextToken();
            read.value(json, "", 0);
            return read;
        } catch (IOException | RuntimeException notJson) {
            return read; // what was found before counts; the status says the rest
        }
    }

    /** Whether the body itself, whatever its status, reports a failure. */
    boolean saysError() {
        return found.containsKey("error") || !own().isEmpty();
    }

    String own() {
        String code = get("base_resp.status_code");
        return code.equals("0") ? "" : code;
    }

    String reason() {
        return get("error.details.reason");
    }

    String code() {
        return first("error.code", "code");
    }

    String type() {
        return first("error.type", "type");
    }

    String message() {
        String text =
                own().isEmpty() ? first("error.message", "error", "message", "detail") : get("base_resp.status_msg");
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT);
    }

    /** The HTTP status the body itself names. */
    OptionalInt status() {
        return Stream.of(get("error.http_code"), code())
                .filter(text -> text.matches("[45][0-9]{2}"))
                .mapToInt(Integer::parseInt)
                .findFirst();
    }

    /** A code that cannot be a key or a line break in disguise: words or a number. */
    String shortCode() {
        return Stream.of(own(), reason(), code(), type())
                .filter(text -> text.matches("[A-Za-z_]{1,48}|[0-9]{1,6}"))
                .findFirst()
                .orElse("");
    }

    private String get(String path) {
        return found.getOrDefault(path, "");
    }

    private String first(String... paths) {
        return Stream.of(paths)
                .map(this::get)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private void value(JsonParser json, String path, int strings) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_ARRAY) {
            for (JsonToken next = json.nextToken();
                    next != null && next != JsonToken.END_ARRAY;
                    next = json.nextToken()) {
                value(json, path, strings);
            }
        } else if (token == JsonToken.START_OBJECT && OBJECTS.contains(path)) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (path.equals("error")) {
                    found.putIfAbsent("error", "");
                }
                String name = json.currentName();
                json.nextToken();
                value(json, path.isEmpty() ? name : path + "." + name, strings);
            }
        } else if (token == JsonToken.START_OBJECT) {
            json.skipChildren();
        } else if (token != null && token.isScalarValue()) {
            text(token, json.getText(), path, strings);
        }
    }

    private void text(JsonToken token, String text, String path, int strings) throws IOException {
        boolean says = token != JsonToken.VALUE_NULL && token != JsonToken.VALUE_FALSE && !text.isEmpty();
        if (says && strings < STRINGS_IN_STRINGS && OBJECTS.contains(path) && text.matches("(?s)\\s*[{\\[].*")) {
            try (JsonParser inner = JSON.createParser(text)) {
                inner.nextToken();
                value(inner, path, strings + 1);
            }
        } else if (says && FIELDS.contains(path)) {
            found.putIfAbsent(path, text);
        }
    }

    private static boolean signAt(byte[] body, int start, int end) {
        for (byte[] sign : SIGNS) {
            int stop = start + sign.length;
            if (stop <= end && Arrays.equals(body, start, stop, sign, 0, sign.length)) {
                return true;
            }
        }
        return false;
    }
}
