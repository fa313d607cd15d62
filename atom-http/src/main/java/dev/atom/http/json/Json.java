package dev.atom.http.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads request bodies and writes answers. Thread-safe. */
public final class Json {
    private static final JsonMapper MAPPER = mapper();

    private Json() {}

    /** Writes a value as UTF-8. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot write " + value.getClass().getSimpleName(), impossible);
        }
    }

    /**
     * Reads a request record. Every component that is not {@code @Nullable} must be there. The body is overwritten with
     * zeros, since it may hold a secret.
     *
     * @throws AtomException BAD_REQUEST when the body is not one JSON document in UTF-8; VALIDATION_ERROR, with the fields in
     *     its details, when a field is unknown, missing or of the wrong type
     */
    public static <T extends Record> T read(byte[] body, Class<T> type) {
        char[] text = decode(body);
        try (JsonParser parser = MAPPER.createParser(text)) {
            T value = MAPPER.readValue(parser, type);
            if (value == null) {
                throw new AtomException(ErrorCode.VALIDATION_ERROR, "the body is null: send a JSON object");
            }
            return RequiredFields.check(value);
        } catch (IOException unreadable) {
            throw BodyFailures.of(unreadable);
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    /** Strict, and before parsing: the parser alone would guess UTF-16 and let overlong forms pass. */
    private static char[] decode(byte[] body) {
        CharBuffer chars = CharBuffer.allocate(body.length);
        try {
            var decoder = StandardCharsets.UTF_8.newDecoder();
            var result = decoder.decode(ByteBuffer.wrap(body), chars, true);
            if (result.isError()) {
                result.throwException();
            }
            return Arrays.copyOf(chars.array(), chars.position());
        } catch (CharacterCodingException invalid) {
            throw new AtomException(ErrorCode.BAD_REQUEST, "the body is not valid UTF-8: send JSON in UTF-8", invalid);
        } finally {
            Arrays.fill(chars.array(), '\0');
            Arrays.fill(body, (byte) 0);
        }
    }

    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
                .addModule(new WireTypes());
        for (CoercionInputShape shape : CoercionInputShape.values()) {
            builder.withCoercionConfig(LogicalType.Textual, to -> to.setCoercion(shape, CoercionAction.Fail));
        }
        return builder.build();
    }
}
