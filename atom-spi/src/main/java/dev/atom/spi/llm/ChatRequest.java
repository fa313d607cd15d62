package dev.atom.spi.llm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion request in OpenAI's terms.
 *
 * @param model {@code provider/name}, or a bare name
 * @param messages the conversation, oldest first; copied
 * @param options every other field ({@code temperature}, {@code tools}, …) as JSON values; copied
 */
public record ChatRequest(String model, List<ChatMessage> messages, Map<String, @Nullable Object> options) {
    /** Copies the collections. */
    public ChatRequest {
        messages = List.copyOf(messages);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** A request without options. */
    public static ChatRequest of(String model, ChatMessage... messages) {
        return new ChatRequest(model, List.of(messages), Map.of());
    }

    /** The same request with one more option. */
    public ChatRequest with(String option, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(options);
        more.put(option, value);
        return new ChatRequest(model, messages, more);
    }
}
