package dev.atom.server.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;

/**
 * What a chat request asks, and the answer to it: {@code You said: } and the last user message. A token is a word.
 *
 * @param id derived from the request, so that equal requests get equal ids
 * @param answer the whole answer
 * @param promptTokens words in all messages
 */
record EchoedChat(String id, String model, String answer, int promptTokens, boolean stream, boolean usageWanted) {
    static EchoedChat of(JsonNode request) {
        String last = "";
        int tokens = 0;
        for (JsonNode message : request.path("messages")) {
            String text = text(message.path("content"));
            tokens += pieces(text).size();
            if (message.path("role").asText().equals("user")) {
                last = text;
            }
        }
        return new EchoedChat(
                "chatcmpl-" + Fingerprint.of(request.toString()),
                request.path("model").asText(),
                "You said: " + last,
                tokens,
                request.path("stream").asBoolean(),
                request.path("stream_options").path("include_usage").asBoolean());
    }

    /** The answer in pieces that end in white space; together they are the answer. */
    List<String> words() {
        return pieces(answer);
    }

    private static List<String> pieces(String text) {
        return Arrays.stream(text.split("(?<=\\s)", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText("");
        }
        StringBuilder joined = new StringBuilder();
        content.forEach(part -> joined.append(part.path("text").asText("")));
        return joined.toString();
    }
}
