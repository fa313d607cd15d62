package dev.atom.server.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Serves one connection: routes each request, plays the script, notices the client leaving. One thread uses it. */
final class Conversation {
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final int MASK_EDGE = 8;
    private static final String STREAM_HEAD = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: text/event-stream",
            "Cache-Control: no-cache",
            "Transfer-Encoding: chunked",
            "",
            "");

    private final ScriptedUpstream upstream;
    private final HttpConnection connection;

    Conversation(ScriptedUpstream upstream, HttpConnection connection) {
        this.upstream = upstream;
        this.connection = connection;
    }

    void run() throws IOException {
        for (Optional<IncomingRequest> next = connection.read(); next.isPresent(); next = connection.read()) {
            serve(next.get());
        }
    }

    private void serve(IncomingRequest request) throws IOException {
        if (request.path().equals("/_script")) {
            reply(CannedReply.ok(upstream.counters()));
            return;
        }
        upstream.note(request.seen());
        Optional<CannedReply> refusal = refusal(request);
        if (refusal.isPresent()) {
            reply(refusal.get());
            return;
        }
        switch (request.method() + " " + request.path()) {
            case "GET /v1/models" -> reply(CannedReply.ok(OpenAiDialect.models()));
            case "POST /v1/chat/completions" -> chat(request);
            default -> reply(failure(404, "Unknown request URL: " + request.path(), "unknown_url"));
        }
    }

    /** As OpenAI does, the refusal shows the ends of the key: whoever relays it has something to redact. */
    private Optional<CannedReply> refusal(IncomingRequest request) {
        Optional<String> key = request.bearer();
        if (key.isEmpty()) {
            return Optional.of(failure(401, "No API key was provided: send it as a Bearer token", "missing_api_key"));
        }
        if (upstream.accepts(key.get())) {
            return Optional.empty();
        }
        String shown = key.get().length() <= 2 * MASK_EDGE
                ? "****"
                : key.get().substring(0, MASK_EDGE) + "****"
                        + key.get().substring(key.get().length() - 4);
        return Optional.of(failure(401, "Incorrect API key provided: " + shown + ".", "invalid_api_key"));
    }

    private void chat(IncomingRequest request) throws IOException {
        Script script = upstream.nextScript();
        connection.pause(script.beforeHead());
        if (script.instead().isPresent()) {
            reply(script.instead().get());
            return;
        }
        EchoedChat chat;
        try {
            chat = EchoedChat.of(OpenAiDialect.parse(request.text()));
        } catch (JsonProcessingException malformed) {
            reply(failure(400, "We could not parse the JSON body of your request.", "invalid_json"));
            return;
        }
        if (!OpenAiDialect.MODELS.contains(chat.model())) {
            reply(failure(404, "The model `" + chat.model() + "` does not exist.", "model_not_found"));
        } else if (chat.stream()) {
            stream(chat, script);
        } else {
            complete(chat, script);
        }
    }

    private void complete(EchoedChat chat, Script script) throws IOException {
        String body = OpenAiDialect.completion(chat);
        switch (script.ending()) {
            case COMPLETE, ERROR_FRAME, NO_DONE -> reply(CannedReply.ok(body));
            case RESET, STALL -> {
                connection.send(head(200, Map.of(), body) + body.substring(0, body.length() / 2));
                breakOff(script);
            }
        }
    }

    private void stream(EchoedChat chat, Script script) throws IOException {
        connection.send(STREAM_HEAD);
        Iterator<String> words = chat.words().iterator();
        for (int sent = 0; words.hasNext() && sent < script.chunks(); sent++) {
            connection.pause(upstream.chunkDelay());
            for (int comment = 0; comment < script.comments(); comment++) {
                connection.sendChunk(": keep-alive\n\n");
                connection.pause(upstream.chunkDelay());
            }
            data(OpenAiDialect.delta(chat, words.next()));
        }
        switch (script.ending()) {
            case COMPLETE -> {
                data(OpenAiDialect.finish(chat));
                if (chat.usageWanted()) {
                    data(OpenAiDialect.usageFrame(chat));
                }
                data("[DONE]");
            }
            case ERROR_FRAME -> data(script.errorFrame());
            case NO_DONE -> {}
            case RESET, STALL -> breakOff(script);
        }
        connection.sendChunk("");
    }

    private void data(String frame) throws IOException {
        connection.sendChunk("data: " + frame + "\n\n");
    }

    private void breakOff(Script script) throws IOException {
        if (script.ending() == Script.Ending.STALL) {
            connection.pause(FOREVER);
        }
        connection.reset();
        throw new ConnectionDropped();
    }

    private void reply(CannedReply reply) throws IOException {
        connection.send(head(reply.status(), reply.headers(), reply.body()) + reply.body());
    }

    private static String head(int status, Map<String, String> headers, String body) {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 " + status + " Scripted\r\nContent-Type: application/json\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return head.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
    }

    private static CannedReply failure(int status, String message, String code) {
        return new CannedReply(status, Map.of(), OpenAiDialect.error(message, "invalid_request_error", code));
    }
}
