package dev.atom.spi.llm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation. Fields the type does not name ({@code tool_calls}, {@code reasoning_content}, …) are kept
 * in {@code more} and sent back as they came.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, {@code tool}, …
 * @param content text, a list of parts, or null (an assistant message that only calls tools)
 * @param more every other field, as JSON values: String, Number, Boolean, null, List, Map; copied
 */
public record ChatMessage(String role, @Nullable Object content, Map<String, @Nullable Object> more) {
    /** Copies the fields. */
    public ChatMessage {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** A system message. */
    public static ChatMessage system(String text) {
        return new ChatMessage("system", text, Map.of());
    }

    /** A user message. */
    public static ChatMessage user(String text) {
        return new ChatMessage("user", text, Map.of());
    }

    /** The content when it is text, else empty text. */
    public String text() {
        return content instanceof String text ? text : "";
    }
}
