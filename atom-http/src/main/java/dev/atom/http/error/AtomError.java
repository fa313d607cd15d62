package dev.atom.http.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atom.spi.ErrorCode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** ATOM's error body; {@code details} is left out when there are none. */
record AtomError(
        String error,
        ErrorCode code,
        Instant timestamp,
        String requestId,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, ?> details) {
    AtomError {
        details = new TreeMap<>(details);
    }
}
