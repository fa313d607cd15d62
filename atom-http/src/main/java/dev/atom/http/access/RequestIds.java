package dev.atom.http.access;

import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Names requests, for the logs and for the caller. Thread-safe.
 *
 * @param fresh makes ids; each must be a token this class would accept
 */
public record RequestIds(Supplier<String> fresh) {
    /** The header that carries the id, in both directions. */
    public static final String HEADER = "X-Request-Id";

    /** The attribute of the server's request under which the first handler leaves the id for those behind it. */
    public static final String ATTRIBUTE = "dev.atom.request_id";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** Ids that are random UUIDs. */
    public static RequestIds random() {
        return new RequestIds(() -> UUID.randomUUID().toString());
    }

    /**
     * The caller's own id when it sent exactly one and that is 1–64 characters of {@code A-Za-z0-9._-}, so that it can be
     * written to a header or a log line as it is; otherwise a fresh one.
     */
    public String of(Headers headers) {
        List<String> given = headers.all(HEADER);
        return given.size() == 1 && TOKEN.matcher(given.get(0)).matches() ? given.get(0) : fresh.get();
    }
}
