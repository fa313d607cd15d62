package dev.atom.cloud.fly;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What Fly answered.
 *
 * @param status the HTTP status
 * @param body the JSON; a missing node when it is none
 * @param next the header {@code fly-next-cursor}
 */
record FlyReply(int status, JsonNode body, Optional<String> next) {
    boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** Fly's own words, from whichever field an endpoint puts them in; never shown, only looked at. */
    String words() {
        String message = body.path("message").asText("");
        return message.isEmpty() ? body.path("error").asText("") : message;
    }
}
