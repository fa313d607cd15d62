package dev.atom.server.demo;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

/**
 * One request of the tour, to be sent and to be shown as a {@code curl}.
 *
 * @param method the HTTP method
 * @param uri the target
 * @param key the API key; empty for none
 * @param body JSON; empty for none
 */
record Ask(String method, URI uri, String key, String body) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    HttpRequest toRequest() {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        if (body.isEmpty()) {
            return request.method(method, BodyPublishers.noBody()).build();
        }
        return request.header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
    }

    /** The same as a command for a POSIX shell; {@code -N} lets a stream through as it comes. */
    String curl() {
        StringBuilder curl = new StringBuilder("curl -sN");
        if (!method.equals("GET")) {
            curl.append(" -X ").append(method);
        }
        curl.append(' ').append(uri);
        if (!key.isEmpty()) {
            curl.append(" -H ").append(quoted("Authorization: Bearer " + key));
        }
        if (!body.isEmpty()) {
            curl.append(" -H 'Content-Type: application/json' -d ").append(quoted(body));
        }
        return curl.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
