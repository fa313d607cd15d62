package dev.atom.cloud.fly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpReply;
import dev.atom.spi.http.HttpTransport;
import dev.atom.spi.node.CallContext;
import dev.atom.spi.node.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The Machines API as HTTP. Thread-safe. */
final class FlyApi {
    /** A page of 1,000 machines with their environment left in takes about a megabyte. */
    private static final int LONGEST_REPLY = 32 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FlySettings settings;
    private final HttpTransport transport;
    private final FlyBudgets budgets;
    private final Clock clock;

    FlyApi(FlySettings settings, HttpTransport transport, Clock clock) {
        this.settings = settings;
        this.transport = transport;
        this.budgets = new FlyBudgets(clock);
        this.clock = clock;
    }

    /** The calls of one request to the provider, which have so much time together. */
    FlyCalls within(CallContext call) {
        return new FlyCalls(this, settings, budgets, clock, clock.instant().plus(call.timeout()));
    }

    /**
     * One exchange.
     *
     * @param path segments after {@code /v1}, encoded here
     * @param body empty for none
     * @param left how long the whole may take, above zero
     * @throws FlyFailure when no answer came; Fly may have received it
     */
    FlyReply exchange(String method, List<String> path, Map<String, String> query, Map<String, ?> body, Duration left)
            throws FlyFailure {
        // The transport bounds a whole reply by three times the wait for its first byte.
        Duration firstByte = left.dividedBy(3).plusMillis(1);
        HttpCall request = new HttpCall(
                        method, uri(path, query), List.of(), body.isEmpty() ? new byte[0] : bytes(body), firstByte)
                .with("Accept", "application/json")
                .with("Authorization", settings.token().use(FlyApi::bearer));
        if (!body.isEmpty()) {
            request = request.with("Content-Type", "application/json");
        }
        try {
            HttpReply reply = transport.fetch(request, LONGEST_REPLY);
            return new FlyReply(
                    reply.status(),
                    read(reply.body()),
                    reply.head().header("fly-next-cursor").filter(next -> !next.isEmpty()));
        } catch (IOException failed) {
            throw lost(failed);
        }
    }

    private URI uri(List<String> path, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
        String segments = path.stream().map(FlyApi::encoded).collect(Collectors.joining("/"));
        return URI.create(settings.baseUrl() + "/v1/" + segments + (parameters.isEmpty() ? "" : "?" + parameters));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String bearer(byte[] token) {
        return "Bearer " + new String(token, StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(Map<String, ?> body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of texts and numbers always has a JSON form", impossible);
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** Even a connection that seems to have been refused may have been so on a second try: nothing is certain here. */
    private static FlyFailure lost(IOException failed) {
        boolean late = failed instanceof HttpTimeoutException || failed.getCause() instanceof HttpTimeoutException;
        Reason reason = late
                ? new Reason(Reason.Kind.TIMEOUT, "Fly did not answer in time")
                : new Reason(Reason.Kind.UNREACHABLE, "the connection to Fly failed");
        return new FlyFailure(reason, true, Optional.empty());
    }
}
