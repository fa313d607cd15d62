package dev.atom.core.llm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.atom.core.llm.EventFrames.Frame;
import dev.atom.spi.llm.OpenAiWire;
import dev.atom.spi.llm.ProviderFailure;
import dev.atom.spi.llm.TokenUsage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Follows a chat stream event by event: notices the end, a failure in the stream and the usage, and drops the usage event
 * the caller did not ask for. Not thread-safe.
 */
final class StreamReader {
    private static final byte[] USAGE = ascii("\"usage\"");
    private static final byte[] FINISH = ascii("\"finish_reason\"");
    private static final byte[] FINISH_NULL = ascii("\"finish_reason\":null");
    private static final byte[] ERROR = ascii("\"error\"");
    private static final byte[] BASE_RESP = ascii("\"base_resp\"");
    private static final byte[] DONE = ascii("[DONE]");

    private final OpenAiWire provider;
    private final boolean keepUsage;
    private final EventFrames frames = new EventFrames();
    private long events;
    private long eventBytes;
    private boolean finished;
    private boolean done;
    private Optional<TokenUsage> usage = Optional.empty();
    private Optional<ProviderFailure> failure = Optional.empty();

    StreamReader(OpenAiWire provider, boolean keepUsage) {
        this.provider = provider;
        this.keepUsage = keepUsage;
    }

    /** The bytes of whole events to pass on; nothing after a failure. */
    ByteBuffer read(ByteBuffer arrived) {
        return frames.add(arrived, this::keep);
    }

    /** The bytes to pass on at the end: what was left, and the end mark if the provider forgot it. */
    ByteBuffer end() {
        ByteBuffer left = frames.finish(this::keep);
        if (done || !finished || failure.isPresent()) {
            return left;
        }
        byte[] mark = ascii("data: [DONE]\n\n");
        return ByteBuffer.allocate(left.remaining() + mark.length)
                .put(left)
                .put(mark)
                .flip();
    }

    private boolean keep(Frame frame) {
        if (failure.isPresent()) {
            return false;
        }
        Optional<byte[]> data = frame.data();
        if (data.isEmpty()) {
            return true;
        }
        if (frame.contains(DONE)
                && new String(data.get(), StandardCharsets.UTF_8).strip().equals("[DONE]")) {
            done = true;
            return true;
        }
        if (events == 0 || frame.contains(ERROR) || frame.contains(BASE_RESP)) {
            failure = provider.failure(200, data.get());
            if (failure.isPresent()) {
                return false;
            }
        }
        events++;
        eventBytes += data.get().length;
        finished |= frame.contains(FINISH)
                && !frame.contains(FINISH_NULL)
                && Chunk.read(data.get()).finished();
        return !frame.contains(USAGE) || keepWithUsage(Chunk.read(data.get()));
    }

    private boolean keepWithUsage(Chunk chunk) {
        if (chunk.usage().isEmpty()) {
            return true;
        }
        usage = chunk.usage();
        return keepUsage || chunk.choices();
    }

    /** The failure the stream reported, if any. */
    Optional<ProviderFailure> failure() {
        return failure;
    }

    /** Whether the end mark came. */
    boolean done() {
        return done;
    }

    /** Whether the stream came to its proper end. */
    boolean complete() {
        return done || finished;
    }

    /** Events seen; comments and failures not counted. */
    long events() {
        return events;
    }

    /** What the provider said it cost. */
    Optional<TokenUsage> usage() {
        return usage;
    }

    /** A guess at the tokens written so far, for streams that were cut: a chunk carries about one token. */
    long estimatedTokens() {
        return Math.min(events, 1 + eventBytes / 4);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The facts of one chunk that matter here.
     *
     * @param usage its usage, if it has one
     * @param choices whether it has any choice
     * @param finished whether a choice has a finish reason
     */
    record Chunk(Optional<TokenUsage> usage, boolean choices, boolean finished) {
        static Chunk read(byte[] json) {
            try (JsonParser parser = ChatJson.FACTORY.createParser(json)) {
                return read(parser);
            } catch (IOException notJson) {
                // Passed on as it is: the client's parser will say so better than a guess here.
                return new Chunk(Optional.empty(), true, false);
            }
        }

        private static Chunk read(JsonParser parser) throws IOException {
            Optional<TokenUsage> usage = Optional.empty();
            boolean choices = false;
            boolean finished = false;
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Chunk(usage, true, false);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("usage") && value == JsonToken.START_OBJECT) {
                    usage = ChatJson.usage(parser);
                } else if (field.equals("choices") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        choices = true;
                        finished |= choiceFinished(parser);
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return new Chunk(usage, choices, finished);
        }

        private static boolean choiceFinished(JsonParser parser) throws IOException {
            boolean finished = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                finished |= field.equals("finish_reason") && value == JsonToken.VALUE_STRING;
                parser.skipChildren();
            }
            return finished;
        }
    }
}
