package dev.atom.core.db;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Optional;

/**
 * Which page of a list is wanted.
 *
 * @param limit the most items, 1–{@value #MAX}
 * @param cursor {@link Page#nextCursor} of the page before; empty for the first page
 */
public record PageRequest(int limit, Optional<String> cursor) {
    /** The most items a page may have. */
    public static final int MAX = 200;

    /** The items of a page when nobody says. */
    public static final int DEFAULT = 50;

    /**
     * Checks both.
     *
     * @throws AtomException VALIDATION_ERROR for the limit, BAD_REQUEST for a cursor that no page gave
     */
    public PageRequest {
        if (limit < 1 || limit > MAX) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, "limit must be 1 to " + MAX + ", not " + limit);
        }
        cursor.ifPresent(PageCursor::parse);
    }

    /** The first page of the usual size. */
    public static PageRequest first() {
        return new PageRequest(DEFAULT, Optional.empty());
    }

    /** The page after {@code page}'s, of the same size; {@code page} must have a next cursor. */
    public PageRequest after(Page<?> page) {
        return new PageRequest(limit, Optional.of(page.nextCursor().orElseThrow()));
    }

    /** The position to go on after; empty for the first page. */
    public Optional<PageCursor> position() {
        return cursor.map(PageCursor::parse);
    }

    /** How many rows to select: one more than wanted, to see whether more follow. */
    public int rows() {
        return limit + 1;
    }
}
