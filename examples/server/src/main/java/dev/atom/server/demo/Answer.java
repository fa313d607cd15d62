package dev.atom.server.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;

/**
 * What came back.
 *
 * @param status the HTTP status
 * @param credential the receipt header {@code x-atom-credential}; empty when there is none
 * @param text the whole body
 */
record Answer(int status, String credential, String text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Answer of(HttpResponse<String> response) {
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("x-atom-credential").orElse(""),
                response.body());
    }

    Answer expect(int wanted) {
        StepFailure.unless(status == wanted, "the answer is " + wanted + ", but it is " + status + ": " + text);
        return this;
    }

    JsonNode json() {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new StepFailure("the answer is not JSON: " + text);
        }
    }

    /** The {@code data} of ATOM's envelope. */
    JsonNode data() {
        return json().path("data");
    }
}
