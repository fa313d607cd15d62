package dev.atom.cloud.guacamole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpReply;
import dev.atom.spi.http.HttpTransport;
import dev.atom.spi.node.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Guacamole's REST API, as far as it is needed and as its own web pages use it (the {@code rest} package of
 * {@code apache/guacamole-client}). The token goes into the header {@code Guacamole-Token}, never into a URL. Thread-safe.
 */
final class GuacamoleApi {
    /** Ten thousand connections with their attributes take some 5 MB. */
    private static final int LONGEST_REPLY = 16 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NONE = new byte[0];

    private final GuacamoleSettings settings;
    private final HttpTransport transport;

    GuacamoleApi(GuacamoleSettings settings, HttpTransport transport) {
        this.settings = settings;
        this.transport = transport;
    }

    /** Logs in. */
    GuacamoleToken logIn(Duration left) throws GuacamoleFailure {
        byte[] form = settings.password().use(password -> ("username=" + encoded(settings.user()) + "&password="
                        + encoded(new String(password, StandardCharsets.UTF_8)))
                .getBytes(StandardCharsets.US_ASCII));
        HttpCall call = new HttpCall("POST", uri("/api/tokens"), List.of(), form, firstByte(left))
                .with("Content-Type", "application/x-www-form-urlencoded");
        return GuacamoleToken.read(object(call), settings.dataSource());
    }

    /** Reads a part of the token's data source: an object. */
    JsonNode get(GuacamoleToken token, String what, Duration left) throws GuacamoleFailure {
        URI uri = uri("/api/session/data/" + token.dataSource() + "/" + what);
        return object(
                new HttpCall("GET", uri, List.of(), NONE, firstByte(left)).with("Guacamole-Token", token.value()));
    }

    private JsonNode object(HttpCall call) throws GuacamoleFailure {
        HttpReply reply = send(call.with("Accept", "application/json"));
        int status = reply.status();
        if (status == 401 || status == 403) {
            throw new GuacamoleFailure(Reason.Kind.AUTHENTICATION, "Guacamole answered " + status + " to " + call);
        }
        if (status == 429) {
            throw new GuacamoleFailure(Reason.Kind.RATE_LIMITED, "Guacamole answered 429 to " + call);
        }
        if (status != 200) {
            throw new GuacamoleFailure(Reason.Kind.PROVIDER_ERROR, "Guacamole answered " + status + " to " + call);
        }
        JsonNode body = read(reply.body());
        if (!body.isObject()) {
            throw new GuacamoleFailure(Reason.Kind.PROVIDER_ERROR, "Guacamole's answer to " + call + " is no object");
        }
        return body;
    }

    private HttpReply send(HttpCall call) throws GuacamoleFailure {
        try {
            return transport.fetch(call, LONGEST_REPLY);
        } catch (IOException failed) {
            boolean late = failed instanceof HttpTimeoutException || failed.getCause() instanceof HttpTimeoutException;
            throw late
                    ? new GuacamoleFailure(Reason.Kind.TIMEOUT, "Guacamole did not answer in time to " + call)
                    : new GuacamoleFailure(Reason.Kind.UNREACHABLE, "the exchange with Guacamole failed: " + call);
        }
    }

    private static JsonNode read(byte[] body) throws GuacamoleFailure {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            throw new GuacamoleFailure(Reason.Kind.PROVIDER_ERROR, "Guacamole's answer is not JSON");
        }
    }

    private URI uri(String path) {
        return URI.create(settings.baseUrl() + path);
    }

    /** The transport bounds a whole reply by three times the wait for its first byte. */
    private static Duration firstByte(Duration left) throws GuacamoleFailure {
        if (left.isNegative() || left.isZero()) {
            throw new GuacamoleFailure(Reason.Kind.TIMEOUT, "the time for asking Guacamole was over");
        }
        return left.dividedBy(3).plusMillis(1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
