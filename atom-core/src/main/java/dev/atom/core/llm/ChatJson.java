package dev.atom.core.llm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.llm.ChatMessage;
import dev.atom.spi.llm.ChatReply;
import dev.atom.spi.llm.ChatRequest;
import dev.atom.spi.llm.TokenUsage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The typed chat records as OpenAI's JSON and back. Unknown fields are kept. */
final class ChatJson {
    static final JsonFactory FACTORY = new JsonFactory();
    private static final long MOST_TOKENS = Integer.MAX_VALUE;
    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);
    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private ChatJson() {}

    static byte[] request(ChatRequest request, boolean stream) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("model", request.model());
        json.put("messages", request.messages().stream().map(ChatJson::message).toList());
        json.putAll(request.options());
        json.put("stream", stream);
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException unwritable) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "the request's options must be JSON values: String, Number, Boolean, null, List or Map",
                    unwritable);
        }
    }

    private static Map<String, @Nullable Object> message(ChatMessage message) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("role", message.role());
        json.put("content", message.content());
        json.putAll(message.more());
        return json;
    }

    static ChatReply reply(byte[] bytes) {
        Map<String, @Nullable Object> json = object(bytes);
        List<ChatMessage> messages = new ArrayList<>();
        for (Map<String, @Nullable Object> choice : objects(json.get("choices"))) {
            objects(List.of(choice.getOrDefault("message", Map.of())))
                    .forEach(message -> messages.add(message(message)));
        }
        return new ChatReply(text(json.remove("id")), text(json.remove("model")), messages, usage(bytes), json);
    }

    /** The text a stream event adds to the first choice. */
    static String delta(byte[] event) {
        StringBuilder text = new StringBuilder();
        for (Map<String, @Nullable Object> choice : objects(object(event).get("choices"))) {
            if (choice.get("delta") instanceof Map<?, ?> delta && delta.get("content") instanceof String piece) {
                text.append(piece);
            }
            break;
        }
        return text.toString();
    }

    private static ChatMessage message(Map<String, @Nullable Object> json) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(json);
        return new ChatMessage(text(more.remove("role")), more.remove("content"), more);
    }

    private static Map<String, @Nullable Object> object(byte[] bytes) {
        try {
            return MAPPER.readValue(bytes, OBJECT);
        } catch (IOException unreadable) {
            throw new AtomException(ErrorCode.PROVIDER_ERROR, "the provider's reply is not a JSON object");
        }
    }

    @SuppressWarnings("unchecked") // Jackson makes every JSON object a Map with text keys
    private static List<Map<String, @Nullable Object>> objects(@Nullable Object value) {
        List<Map<String, @Nullable Object>> found = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> map) {
                    found.add((Map<String, @Nullable Object>) map);
                }
            }
        }
        return found;
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    /** The usage of a whole reply, if it has one; reads no further than it must. */
    static Optional<TokenUsage> usage(byte[] reply) {
        try (JsonParser parser = FACTORY.createParser(reply)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (parser.currentName().equals("usage") && parser.nextToken() == JsonToken.START_OBJECT) {
                    return usage(parser);
                }
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    parser.nextToken();
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** No count is believed beyond what sums of can be taken: an endpoint may say anything. */
    private static long count(JsonParser parser) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.INT) {
            return parser.getIntValue();
        }
        return parser.getText().startsWith("-") ? -1 : MOST_TOKENS;
    }

    /** Reads a usage object, the parser standing on its opening brace. Empty unless both counts are there. */
    static Optional<TokenUsage> usage(JsonParser parser) throws IOException {
        long prompt = -1;
        long completion = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_NUMBER_INT && field.equals("prompt_tokens")) {
                prompt = count(parser);
            } else if (value == JsonToken.VALUE_NUMBER_INT && field.equals("completion_tokens")) {
                completion = count(parser);
            } else {
                parser.skipChildren();
            }
        }
        return prompt < 0 || completion < 0 ? Optional.empty() : Optional.of(new TokenUsage(prompt, completion));
    }
}
