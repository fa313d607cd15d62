package dev.atom.http.limit;

/** In which words the {@code RateLimit} fields are written, or whether at all; the standard is not finished. */
public enum FieldSyntax {
    /** draft-ietf-httpapi-ratelimit-headers-10 and -11: {@code "requests";r=59;t=60}. */
    DRAFT_11("r", "t"),
    /** The change that is pending for the next draft: {@code "requests";a=59;w=60}. */
    NEXT("a", "w"),
    /** No fields; {@code Retry-After} stays. */
    HIDDEN("", "");

    private final String available;
    private final String window;

    FieldSyntax(String available, String window) {
        this.available = available;
        this.window = window;
    }

    /** The parameter with the units that are left. */
    String available() {
        return available;
    }

    /** The parameter with the seconds they are meant for. */
    String window() {
        return window;
    }
}
