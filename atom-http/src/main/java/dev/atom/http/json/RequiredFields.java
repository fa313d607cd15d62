package dev.atom.http.json;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a request record keep what its types promise: a component without {@code @Nullable} is never null. */
final class RequiredFields {
    private RequiredFields() {}

    /**
     * Gives the record back.
     *
     * @throws AtomException VALIDATION_ERROR listing every field that is missing
     */
    static <T extends Record> T check(T body) {
        Map<String, String> missing = new TreeMap<>();
        for (RecordComponent component : body.getClass().getRecordComponents()) {
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class) && value(component, body) == null) {
                missing.put(wireName(component), "is required");
            }
        }
        if (!missing.isEmpty()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, String.join(", ", missing.keySet()) + ": required", null, missing);
        }
        return body;
    }

    private static String wireName(RecordComponent component) {
        return new PropertyNamingStrategies.SnakeCaseStrategy().translate(component.getName());
    }

    private static @Nullable Object value(RecordComponent component, Record body) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(body);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("cannot read " + component.getName(), impossible);
        }
    }
}
