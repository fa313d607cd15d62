package dev.atom.core.db;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list that is ordered by time, then id. Such a place stays where it is while rows come and go. It carries no
 * authority: a query that goes on from it is narrowed to the caller's tenant as ever.
 *
 * @param at the row's time, in microseconds as PostgreSQL keeps it
 * @param id the row's id
 */
public record PageCursor(Instant at, UUID id) {
    private static final int BYTES = 3 * Long.BYTES;
    private static final int CHARS = BYTES / 3 * 4;
    /** The first microsecond of the year 10000: PostgreSQL reads every time before it. */
    private static final long END = 253_402_300_800_000_000L;

    /** The opaque text of it, {@value #CHARS} characters that need no escape in a URI. */
    public String text() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /**
     * Reads {@link #text}.
     *
     * @throws AtomException {@link ErrorCode#BAD_REQUEST} when the text is anything else
     */
    public static PageCursor parse(String text) {
        if (text.length() != CHARS) {
            throw refused(null);
        }
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException malformed) {
            throw refused(malformed);
        }
        if (bytes.remaining() != BYTES) {
            throw refused(null);
        }
        long micros = bytes.getLong();
        if (micros < 0 || micros >= END) {
            throw refused(null);
        }
        return new PageCursor(
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS), new UUID(bytes.getLong(), bytes.getLong()));
    }

    private static AtomException refused(@Nullable Throwable cause) {
        return new AtomException(
                ErrorCode.BAD_REQUEST, "cursor is not one: send next_cursor of the page before as it is", cause);
    }
}
