package dev.atom.http.route;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of success. */
final class Envelope {
    private Envelope() {}

    /** One thing. */
    record One(Object data, Instant timestamp) {}

    /** A page of things; {@code nextCursor} is null on the last one. */
    record Many(List<?> data, @Nullable String nextCursor, Instant timestamp) {
        Many {
            data = List.copyOf(data);
        }
    }
}
