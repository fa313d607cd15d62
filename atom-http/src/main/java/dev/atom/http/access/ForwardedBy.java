package dev.atom.http.access;

/** The header in which trusted proxies say for whom they ask. One, not both: the other would be the client's own word. */
public enum ForwardedBy {
    /** {@code X-Forwarded-For: client, proxy}, as most proxies write. */
    X_FORWARDED_FOR("X-Forwarded-For"),
    /** {@code Forwarded: for=client, for=proxy} (RFC 7239). */
    FORWARDED("Forwarded");

    private final String header;

    ForwardedBy(String header) {
        this.header = header;
    }

    String header() {
        return header;
    }
}
