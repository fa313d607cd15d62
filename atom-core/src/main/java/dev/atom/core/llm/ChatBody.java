package dev.atom.core.llm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat request's bytes with the few facts the pipeline needs and where they stand, so that they can be changed in place
 * and all else is sent as it came. One pass over the tokens also proves the JSON well-formed.
 */
final class ChatBody {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long MOST_ESTIMATE = Integer.MAX_VALUE;
    /** For requests that do not say how long the answer may be. */
    private static final long USUAL_ANSWER = 1000;

    private static final String ASK_USAGE = "\"include_usage\":true";

    private final byte[] bytes;
    private @Nullable String model;
    private int modelStart;
    private int modelEnd;
    private boolean messages;
    private boolean stream;
    private boolean streamGiven;
    private boolean usageAsked;
    private long mostTokens;
    /** Just after the brace of the top level, and of {@code stream_options} if there is one. */
    private int topStart;

    private int optionsStart = -1;
    private boolean optionsEmpty = true;
    private int askedStart = -1;
    private int askedEnd = -1;

    private ChatBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a request.
     *
     * @throws AtomException BAD_REQUEST for what is not one JSON object in UTF-8, VALIDATION_ERROR for a wrong field
     */
    static ChatBody parse(byte[] bytes) {
        refuseOtherEncodings(bytes);
        if (!Utf8.isValid(bytes)) {
            throw new AtomException(ErrorCode.BAD_REQUEST, "the body is not valid UTF-8");
        }
        ChatBody body = new ChatBody(bytes);
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new AtomException(ErrorCode.BAD_REQUEST, "the body must be one JSON object");
            }
            body.topStart = offset(parser);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                body.field(field, parser.nextToken(), parser);
            }
            if (parser.nextToken() != null) {
                throw new AtomException(ErrorCode.BAD_REQUEST, "the body must be one JSON object and nothing after it");
            }
        } catch (JsonProcessingException malformed) {
            throw malformed(malformed.getLocation());
        } catch (IOException malformed) {
            throw new AtomException(ErrorCode.BAD_REQUEST, "the body is not JSON in UTF-8", malformed);
        }
        if (!body.messages) {
            throw invalid("messages", "is missing: send a list with at least one message");
        }
        return body;
    }

    /** The parser names no place for what exceeds its limits: nesting, digits of a number, length of a name. */
    private static AtomException malformed(@Nullable JsonLocation place) {
        return new AtomException(
                ErrorCode.BAD_REQUEST,
                place == null
                        ? "the body is nested too deeply, or has a number or a name that is too long"
                        : "the body is not well-formed JSON at byte " + place.getByteOffset());
    }

    /** RFC 8259 section 8.1: JSON between systems is UTF-8; other encodings would be read differently by the provider. */
    private static void refuseOtherEncodings(byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0 || (bytes[i] & 0xff) >= 0xef) {
                throw new AtomException(
                        ErrorCode.BAD_REQUEST, "the body is not JSON in UTF-8 without a byte-order mark");
            }
        }
    }

    private void field(String field, JsonToken value, JsonParser parser) throws IOException {
        switch (field) {
            case "model" -> {
                once(field, model == null);
                if (value != JsonToken.VALUE_STRING) {
                    throw invalid(field, "must be text, such as openai/gpt-4o-mini");
                }
                modelStart = start(parser);
                model = name(parser.getText());
                modelEnd = offset(parser);
            }
            case "messages" -> {
                once(field, !messages);
                if (value != JsonToken.START_ARRAY || parser.nextToken() == JsonToken.END_ARRAY) {
                    throw invalid(field, "must be a list with at least one message");
                }
                messages = true;
                do {
                    if (parser.currentToken() != JsonToken.START_OBJECT) {
                        throw invalid(field, "must hold objects");
                    }
                    parser.skipChildren();
                } while (parser.nextToken() != JsonToken.END_ARRAY);
            }
            case "stream" -> {
                if (!value.isBoolean() && value != JsonToken.VALUE_NULL) {
                    throw invalid(field, "must be true or false");
                }
                once(field, !streamGiven);
                streamGiven = true;
                stream = value == JsonToken.VALUE_TRUE;
            }
            case "stream_options" -> {
                once(field, optionsStart < 0 && askedStart < 0);
                streamOptions(value, parser);
            }
            case "max_tokens", "max_completion_tokens" -> {
                if (value == JsonToken.VALUE_NUMBER_INT) {
                    mostTokens = Math.max(mostTokens, count(parser));
                }
                parser.skipChildren();
            }
            default -> parser.skipChildren();
        }
    }

    /** The provider judges the number; here it only feeds a guess. */
    private static long count(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> Long.MAX_VALUE;
        };
    }

    private void streamOptions(JsonToken value, JsonParser parser) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            // Replaced whole when usage is asked for.
            askedStart = start(parser);
            askedEnd = askedStart + "null".length();
            return;
        }
        if (value != JsonToken.START_OBJECT) {
            throw invalid("stream_options", "must be an object");
        }
        optionsStart = offset(parser);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            optionsEmpty = false;
            String field = parser.currentName();
            JsonToken option = parser.nextToken();
            if (field.equals("include_usage")) {
                once("stream_options.include_usage", askedStart < 0);
                if (!option.isBoolean()) {
                    throw invalid("stream_options.include_usage", "must be true or false");
                }
                usageAsked = option == JsonToken.VALUE_TRUE;
                askedStart = start(parser);
                askedEnd = askedStart + (usageAsked ? "true" : "false").length();
            } else {
                parser.skipChildren();
            }
        }
    }

    /** Two fields of one name would let ATOM and the provider read different requests. */
    private static void once(String field, boolean first) {
        if (!first) {
            throw invalid(field, "is given twice");
        }
    }

    private static String name(String model) {
        if (model.isBlank() || model.length() > 200 || model.chars().anyMatch(Character::isISOControl)) {
            throw invalid("model", "must be 1-200 printable characters, such as openai/gpt-4o-mini");
        }
        return model;
    }

    private static AtomException invalid(String field, String problem) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, field + " " + problem, null, Map.of(field, problem));
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private static int offset(JsonParser parser) {
        return (int) parser.currentLocation().getByteOffset();
    }

    /**
     * The model as the caller wrote it.
     *
     * @throws AtomException VALIDATION_ERROR when there is none
     */
    String model() {
        String given = model;
        if (given == null) {
            throw invalid("model", "is missing: name one, such as openai/gpt-4o-mini");
        }
        return given;
    }

    boolean stream() {
        return stream;
    }

    /** Whether the caller wants the usage event of a stream for itself. */
    boolean usageAsked() {
        return usageAsked;
    }

    int length() {
        return bytes.length;
    }

    /** A guess at the tokens of request and answer, for limits; at least 1, at most {@value #MOST_ESTIMATE}. */
    long estimatedTokens() {
        long answer = mostTokens > 0 ? mostTokens : USUAL_ANSWER;
        return Math.max(1, Math.min(MOST_ESTIMATE, bytes.length / 4 + Math.min(MOST_ESTIMATE, answer)));
    }

    /** The bytes for the provider: the model under its own name, and a stream's usage asked for. Else as they came. */
    byte[] forProvider(String providerModel) {
        boolean rename = !providerModel.equals(model);
        boolean ask = stream && !usageAsked;
        if (!rename && !ask) {
            return bytes;
        }
        Splice splice = new Splice(bytes);
        if (ask && askedStart < 0 && optionsStart < 0) {
            splice.replace(topStart, topStart, "\"stream_options\":{" + ASK_USAGE + "},");
        }
        if (rename && modelStart < Math.max(askedStart, optionsStart)) {
            splice.replace(modelStart, modelEnd, quoted(providerModel));
            rename = false;
        }
        if (ask && askedStart >= 0) {
            splice.replace(askedStart, askedEnd, optionsStart >= 0 ? "true" : "{" + ASK_USAGE + "}");
        } else if (ask && optionsStart >= 0) {
            splice.replace(optionsStart, optionsStart, ASK_USAGE + (optionsEmpty ? "" : ","));
        }
        if (rename) {
            splice.replace(modelStart, modelEnd, quoted(providerModel));
        }
        return splice.finish();
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    /** Copies a byte array with pieces replaced, left to right. */
    private static final class Splice {
        private final byte[] from;
        private final ByteArrayOutputStream to;
        private int done;

        Splice(byte[] from) {
            this.from = from;
            this.to = new ByteArrayOutputStream(from.length + 64);
        }

        void replace(int start, int end, String text) {
            to.write(from, done, start - done);
            to.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            done = end;
        }

        byte[] finish() {
            to.write(from, done, from.length - done);
            return to.toByteArray();
        }
    }
}
