package dev.atom.benchmarks.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** The bytes every process of a run agrees on, so that no target can do with less. All ASCII. */
final class Canned {
    /** The key the upstream insists on; relays have to supply it, callers of a relay do not know it. */
    static final String PROVIDER_KEY = "sk-benchmark-0123456789abcdefghijklmnopqrstuvwxyz";

    /** What a relay is asked for. */
    static final String CHAT_PATH = "/v1/chat/completions";

    private static final String SENTENCE =
            "A relay adds what it must do for a call and nothing else; the rest of the time is the wire's. ";

    private Canned() {}

    /** A chat request of about 600 bytes; a streamed one asks for usage itself, so that every target answers the same bytes. */
    static byte[] request(String model, boolean stream) {
        var streaming = stream ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "";
        return """
                {"model":"%s",%s"temperature":0.2,"messages":[{"role":"system","content":"You answer in one paragraph."},\
                {"role":"user","content":"%sWhat does it add?"}]}""".formatted(model, streaming, SENTENCE.repeat(4)).getBytes(UTF_8);
    }

    /** Whether a chat request asks for a stream, told without parsing it. */
    static boolean asksForStream(byte[] body) {
        return new String(body, ISO_8859_1).contains("\"stream\":true");
    }

    /** A whole chat completion of about 1.4 KB. */
    static byte[] reply() {
        return """
                {"id":"chatcmpl-benchmark","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini","choices":[{"index":0,\
                "message":{"role":"assistant","content":"%s","refusal":null},"logprobs":null,"finish_reason":"stop"}],\
                "usage":{"prompt_tokens":96,"completion_tokens":231,"total_tokens":327},"system_fingerprint":"fp_benchmark"}""".formatted(SENTENCE.repeat(12)).getBytes(UTF_8);
    }

    /** The frames of a stream: the deltas, the finish, the usage, and the end mark. */
    static List<byte[]> frames(int deltas) {
        var frames = new ArrayList<byte[]>();
        for (int i = 0; i < deltas; i++) {
            frames.add(chunk(
                    "[{\"index\":0,\"delta\":{\"content\":\" token" + i + "\"},\"finish_reason\":null}]", "null"));
        }
        frames.add(chunk("[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", "null"));
        frames.add(chunk(
                "[]",
                "{\"prompt_tokens\":96,\"completion_tokens\":" + deltas + ",\"total_tokens\":" + (96 + deltas) + "}"));
        frames.add("data: [DONE]\n\n".getBytes(UTF_8));
        return List.copyOf(frames);
    }

    private static byte[] chunk(String choices, String usage) {
        return """
                data: {"id":"chatcmpl-benchmark","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini",\
                "choices":%s,"usage":%s}

                """.formatted(choices, usage).getBytes(UTF_8);
    }
}
