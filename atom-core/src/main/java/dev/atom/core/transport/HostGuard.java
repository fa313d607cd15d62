package dev.atom.core.transport;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpExchange;
import dev.atom.spi.http.HttpReplyListener;
import dev.atom.spi.http.HttpTransport;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A transport that lets calls through to the declared hosts of one provider and to no other: a key is bound to its hosts.
 * Scheme, host and port must all agree, so a key never travels in plain text unless that very address was configured so.
 * Refusal is an {@link AtomException} with {@link ErrorCode#INTERNAL_ERROR}, before any name is looked up or socket opened:
 * only a faulty provider gets there. Thread-safe if the transport behind it is.
 */
public final class HostGuard implements HttpTransport {
    private static final Pattern ENTRY =
            Pattern.compile("(https?://)?([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

    private final String provider;
    private final Set<String> origins;
    private final HttpTransport transport;

    /**
     * A guard for one provider.
     *
     * @param provider its id, for the message
     * @param hosts as {@link dev.atom.spi.llm.LlmProviderFactory#hosts} gives them: a name, {@code name:port} or
     *     {@code http://name[:port]}
     * @param transport what sends the calls that pass
     * @throws AtomException {@link ErrorCode#VALIDATION_ERROR} when an entry is none of these
     */
    public HostGuard(String provider, Set<String> hosts, HttpTransport transport) {
        this.provider = provider;
        this.origins = hosts.stream().map(host -> declared(provider, host)).collect(Collectors.toUnmodifiableSet());
        this.transport = transport;
    }

    @Override
    public HttpExchange send(HttpCall call, HttpReplyListener listener) {
        String target = origin(call.uri());
        if (!origins.contains(target)) {
            throw new AtomException(
                    ErrorCode.INTERNAL_ERROR,
                    "provider " + provider + " may not send to " + target + ": its factory declares " + origins);
        }
        return transport.send(call, listener);
    }

    private static String declared(String provider, String entry) {
        if (!ENTRY.matcher(entry).matches()) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR,
                    "provider " + provider + " declares " + entry
                            + ", not a host: write host, host:port or http://host:port");
        }
        return origin(URI.create(entry.contains("://") ? entry : "https://" + entry));
    }

    /** Scheme, host and port in one spelling, the default port written out. */
    private static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int standard = scheme.equals("https") ? 443 : 80;
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        return scheme + "://" + host + ":" + (uri.getPort() < 0 ? standard : uri.getPort());
    }
}
