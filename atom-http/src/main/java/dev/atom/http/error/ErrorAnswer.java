package dev.atom.http.error;

import dev.atom.spi.ErrorCode;
import java.util.HashMap;
import java.util.Map;

/**
 * A failure, ready to be sent.
 *
 * @param code which failure
 * @param status the HTTP status
 * @param headers beside {@code Content-Type: application/json} and the request id; copied
 * @param body JSON in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // written to the socket once and dropped; never compared
public record ErrorAnswer(ErrorCode code, int status, Map<String, String> headers, byte[] body) {
    /** The media type of every body. */
    public static final String CONTENT_TYPE = "application/json";

    /** Copies the headers; takes the body as it is. */
    public ErrorAnswer {
        headers = Map.copyOf(headers);
    }

    /** The same with further headers. */
    ErrorAnswer with(Map<String, String> further) {
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(further);
        return new ErrorAnswer(code, status, all, body);
    }
}
