package dev.atom.http.error;

/** In whose words a failure is told. */
public enum Dialect {
    /** {@code {"error", "code", "timestamp", "request_id", "details"?}}. */
    ATOM,
    /** {@code {"error": {"message", "type", "param", "code"}}}, as OpenAI's clients expect. */
    OPENAI;

    /** The dialect of a path: OpenAI's under {@code /v1/}, ATOM's everywhere else. */
    public static Dialect of(String path) {
        return path.startsWith("/v1/") || path.equals("/v1") ? OPENAI : ATOM;
    }
}
