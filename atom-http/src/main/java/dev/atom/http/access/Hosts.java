package dev.atom.http.access;

import java.util.Locale;
import java.util.Optional;

/** Reads the host a request names (RFC 9110 section 7.2). */
final class Hosts {
    private Hosts() {}

    /** The lower-case host without port and without a trailing dot; an IPv6 address keeps its brackets. */
    static Optional<String> withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        String host = (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
        String rooted = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return rooted.isEmpty() ? Optional.empty() : Optional.of(rooted);
    }
}
