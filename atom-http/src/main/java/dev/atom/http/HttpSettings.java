package dev.atom.http;

import dev.atom.http.access.ClientAddresses;
import dev.atom.http.limit.FieldSyntax;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How the server listens and what it accepts.
 *
 * @param host the address to listen on
 * @param port 1–65535; 0 takes a free one
 * @param bodyLimit the largest request body, in bytes, from 1
 * @param relayBodyLimit the same under {@code /v1/}
 * @param corsOrigins the origins whose pages may call, as browsers send them: {@code https://app.example.org}; copied
 * @param clients says from which address a request comes
 * @param limitFields in which words answers say how limits stand
 * @param drain how long running requests get to end when the server stops: 0 to 1 hour; new ones are 503 meanwhile
 */
public record HttpSettings(
        String host,
        int port,
        int bodyLimit,
        int relayBodyLimit,
        List<String> corsOrigins,
        ClientAddresses clients,
        FieldSyntax limitFields,
        Duration drain) {
    private static final Duration LONGEST_DRAIN = Duration.ofHours(1);
    private static final int MIB = 1 << 20;
    private static final Pattern ORIGIN = Pattern.compile("https?://[a-zA-Z0-9.\\-\\[\\]:]+");

    /** Checks the values; VALIDATION_ERROR. */
    public HttpSettings {
        require(port >= 0 && port <= 65535, "port must be 0 to 65535, not " + port);
        require(bodyLimit > 0 && relayBodyLimit > 0, "body limits must be positive");
        require(!drain.isNegative() && drain.compareTo(LONGEST_DRAIN) <= 0, "a drain takes 0 to 3600 s, not " + drain);
        corsOrigins = List.copyOf(corsOrigins);
        for (String origin : corsOrigins) {
            require(ORIGIN.matcher(origin).matches(), "CORS origin " + origin + " is not scheme://host[:port]");
        }
    }

    /** Loopback, port 8080, bodies of 1 MiB (32 MiB under {@code /v1/}), no foreign origin, no proxy, no drain. */
    public static HttpSettings defaults() {
        return new HttpSettings(
                "127.0.0.1",
                8080,
                MIB,
                32 * MIB,
                List.of(),
                ClientAddresses.ofSockets(),
                FieldSyntax.DRAFT_11,
                Duration.ZERO);
    }

    /** The same on another address. */
    public HttpSettings withHost(String host) {
        return new HttpSettings(host, port, bodyLimit, relayBodyLimit, corsOrigins, clients, limitFields, drain);
    }

    /** The same on another port. */
    public HttpSettings withPort(int port) {
        return new HttpSettings(host, port, bodyLimit, relayBodyLimit, corsOrigins, clients, limitFields, drain);
    }

    /** The same for pages of these origins. */
    public HttpSettings withCorsOrigins(List<String> corsOrigins) {
        return new HttpSettings(host, port, bodyLimit, relayBodyLimit, corsOrigins, clients, limitFields, drain);
    }

    /** The same with bodies of at most so many bytes, also under {@code /v1/}. */
    public HttpSettings withBodyLimits(int bodyLimit, int relayBodyLimit) {
        return new HttpSettings(host, port, bodyLimit, relayBodyLimit, corsOrigins, clients, limitFields, drain);
    }

    /** The same behind proxies. */
    public HttpSettings withClients(ClientAddresses clients) {
        return new HttpSettings(host, port, bodyLimit, relayBodyLimit, corsOrigins, clients, limitFields, drain);
    }

    /** The same with other words for limits. */
    public HttpSettings withLimitFields(FieldSyntax limitFields) {
        return new HttpSettings(host, port, bodyLimit, relayBodyLimit, corsOrigins, clients, limitFields, drain);
    }

    /** The same with time for running requests when the server stops. */
    public HttpSettings withDrain(Duration drain) {
        return new HttpSettings(host, port, bodyLimit, relayBodyLimit, corsOrigins, clients, limitFields, drain);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, message);
        }
    }
}
