package dev.atom.spi.llm;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A complete chat completion.
 *
 * @param id the provider's id of it
 * @param model the model that answered
 * @param messages the assistant's messages, one per choice; copied
 * @param usage what it cost, when the provider says
 * @param more every other field, as JSON values; copied
 */
public record ChatReply(
        String id,
        String model,
        List<ChatMessage> messages,
        Optional<TokenUsage> usage,
        Map<String, @Nullable Object> more) {
    /** Copies the collections. */
    public ChatReply {
        messages = List.copyOf(messages);
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** The first choice's text; empty text when there is none. */
    public String text() {
        return messages.isEmpty() ? "" : messages.get(0).text();
    }
}
