package dev.atom.http.json;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says why a body was refused, naming fields and types and never showing a value. */
final class BodyFailures {
    /** What may be a field's name; anything else could be a value in the wrong place, and is not repeated. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z_]{0,39}");

    private BodyFailures() {}

    static AtomException of(IOException failure) {
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return invalid(path(unknown), "is not a known field");
        }
        if (failure instanceof MismatchedInputException mismatch) {
            return mismatch(mismatch);
        }
        if (failure.getCause() instanceof AtomException refused) {
            return refused;
        }
        if (failure instanceof JsonMappingException mapping && mapping.getCause() instanceof InputCoercionException) {
            return invalid(path(mapping), "is out of range");
        }
        if (failure instanceof InputCoercionException) {
            return new AtomException(ErrorCode.VALIDATION_ERROR, "a number in the body is out of range");
        }
        // The parser's own message quotes the body, so neither it nor the exception is passed on.
        return new AtomException(
                ErrorCode.BAD_REQUEST, "the body is not one well-formed JSON object without duplicate fields");
    }

    private static AtomException mismatch(MismatchedInputException mismatch) {
        String path = path(mismatch);
        if (path.isEmpty()) {
            // Also what the mapper says of an empty body and of text after the object.
            return new AtomException(ErrorCode.BAD_REQUEST, "the body is not one JSON object: send exactly one");
        }
        return invalid(path, "must be " + expected(mismatch.getTargetType()));
    }

    private static AtomException invalid(String field, String rule) {
        return new AtomException(ErrorCode.VALIDATION_ERROR, field + " " + rule, null, Map.of(field, rule));
    }

    private static String path(JsonMappingException failure) {
        return failure.getPath().stream().map(BodyFailures::step).collect(Collectors.joining("."));
    }

    private static String step(JsonMappingException.Reference reference) {
        String name = reference.getFieldName();
        if (name == null) {
            return "[" + reference.getIndex() + "]";
        }
        return NAME.matcher(name).matches() ? name : "(a name not shown)";
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == String.class || type == Secret.class) {
            return "a string";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        return Number.class.isAssignableFrom(type) || type.isPrimitive() ? "a whole number in range" : "an object";
    }
}
