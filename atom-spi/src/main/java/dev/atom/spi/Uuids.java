package dev.atom.spi;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Strict reading of UUID text: {@link UUID#fromString} accepts shortened groups, which would let two texts name one id. */
public final class Uuids {
    private Uuids() {}

    /**
     * Reads the canonical 36-character text, in either case.
     *
     * @param what the thing it identifies, for the message, such as {@code tenant id}
     * @throws AtomException {@link ErrorCode#BAD_REQUEST} when the text is anything else
     */
    public static UUID parse(String what, String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return id;
            }
        } catch (IllegalArgumentException malformed) {
            throw notAnId(what, malformed);
        }
        throw notAnId(what, null);
    }

    private static AtomException notAnId(String what, @Nullable Throwable cause) {
        return new AtomException(
                ErrorCode.BAD_REQUEST, what + " is not a UUID: send 36 characters, 8-4-4-4-12 hexadecimal", cause);
    }
}
