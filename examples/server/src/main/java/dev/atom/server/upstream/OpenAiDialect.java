package dev.atom.server.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Writes OpenAI's bodies (<a href="https://platform.openai.com/docs/api-reference/chat">API reference, chat</a>). Times are
 * fixed and ids are derived from content, so that equal requests get equal replies.
 */
final class OpenAiDialect {
    static final List<String> MODELS = List.of("scripted-echo", "gpt-4o-mini", "gpt-4o", "deepseek-chat", "MiniMax-M2");

    private static final long CREATED = 1_767_225_600L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private OpenAiDialect() {}

    static JsonNode parse(String body) throws JsonProcessingException {
        return JSON.readTree(body);
    }

    static String models() {
        ObjectNode list = object().put("object", "list");
        var data = list.putArray("data");
        MODELS.forEach(id -> data.addObject()
                .put("id", id)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "scripted-upstream"));
        return list.toString();
    }

    static String completion(EchoedChat chat) {
        ObjectNode reply = head(chat, "chat.completion");
        ObjectNode choice = reply.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", chat.answer());
        choice.put("finish_reason", "stop").putNull("logprobs");
        usage(reply, chat);
        return reply.toString();
    }

    static String delta(EchoedChat chat, String content) {
        ObjectNode frame = head(chat, "chat.completion.chunk");
        ObjectNode choice = frame.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta").put("role", "assistant").put("content", content);
        choice.putNull("finish_reason");
        return frame.toString();
    }

    static String finish(EchoedChat chat) {
        ObjectNode frame = head(chat, "chat.completion.chunk");
        ObjectNode choice = frame.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta");
        choice.put("finish_reason", "stop");
        return frame.toString();
    }

    /** The frame {@code stream_options.include_usage} asks for: no choices, only usage. */
    static String usageFrame(EchoedChat chat) {
        ObjectNode frame = head(chat, "chat.completion.chunk");
        frame.putArray("choices");
        usage(frame, chat);
        return frame.toString();
    }

    static String error(String message, String type, String code) {
        ObjectNode error = object().put("message", message).put("type", type);
        error.putNull("param").put("code", code);
        return object().set("error", error).toString();
    }

    static String baseResp(int code, String message) {
        ObjectNode status = object().put("status_code", code).put("status_msg", message);
        return object().set("base_resp", status).toString();
    }

    private static ObjectNode head(EchoedChat chat, String object) {
        return object().put("id", chat.id())
                .put("object", object)
                .put("created", CREATED)
                .put("model", chat.model());
    }

    private static void usage(ObjectNode reply, EchoedChat chat) {
        reply.putObject("usage")
                .put("prompt_tokens", chat.promptTokens())
                .put("completion_tokens", chat.words().size())
                .put("total_tokens", chat.promptTokens() + chat.words().size());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
