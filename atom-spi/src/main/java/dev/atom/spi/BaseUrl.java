package dev.atom.spi;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code base_url} setting of a provider: where its service lives, checked so that a key cannot be led astray by it.
 * {@code https}, or {@code http} on loopback, or any {@code http} where {@code allow_http=true} asks for it.
 */
public final class BaseUrl {
    private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]");

    private BaseUrl() {}

    /**
     * The setting without slashes at its end; empty when it is not set.
     *
     * @throws AtomException {@link ErrorCode#VALIDATION_ERROR} when a key must not be sent there
     */
    public static Optional<URI> read(Settings settings) {
        return settings.text("base_url").map(text -> check(settings, text));
    }

    /** The host of an address as a provider's factory declares it: {@code host[:port]}, with {@code http://} when plain. */
    public static String host(URI uri) {
        boolean plain = uri.getScheme().equals("http");
        String name = uri.getHost().toLowerCase(Locale.ROOT);
        boolean usual = uri.getPort() < 0 || uri.getPort() == (plain ? 80 : 443);
        return (plain ? "http://" : "") + name + (usual ? "" : ":" + uri.getPort());
    }

    private static URI check(Settings settings, String text) {
        URI uri;
        try {
            uri = new URI(text.replaceAll("/+$", ""));
        } catch (URISyntaxException malformed) {
            throw settings.invalid("base_url", "is not a URL: write one such as https://llm.example.com/v1");
        }
        if (uri.getRawUserInfo() != null) {
            throw settings.invalid("base_url", "has user info: keys come from the vault, remove it");
        }
        if (uri.getHost() == null || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
            throw settings.invalid("base_url", "must begin with https:// (or http:// on loopback) and a host name");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw settings.invalid("base_url", "has a query or a fragment: it must end with the path");
        }
        if (uri.getRawPath().matches(".*/(\\.{0,2})(/.*|$)")) {
            throw settings.invalid("base_url", "has empty, . or .. path segments: write the path out");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw settings.invalid("base_url", "has a port that is not 1-65535");
        }
        if (uri.getScheme().equals("http") && !isLoopback(uri) && !allowsHttp(settings)) {
            throw settings.invalid(
                    "base_url",
                    "would send keys to " + uri.getHost() + " in plain text: use https, or set allow_http=true");
        }
        return uri;
    }

    private static boolean isLoopback(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(host) || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static boolean allowsHttp(Settings settings) {
        String allowed = settings.text("allow_http").orElse("false");
        return switch (allowed) {
            case "true" -> true;
            case "false" -> false;
            default -> throw settings.invalid("allow_http", "must be true or false");
        };
    }
}
