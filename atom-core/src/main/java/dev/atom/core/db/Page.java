package dev.atom.core.db;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items in the list's order; copied
 * @param nextCursor what {@link PageRequest#cursor} takes to go on; empty on the last page
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, Optional<String> nextCursor) {
    /** Copies the items. */
    public Page {
        items = List.copyOf(items);
    }

    /**
     * The page made of rows that were asked for with {@link PageRequest#rows}: the surplus row only proves that more follow.
     *
     * @param rows at most {@code request.rows()} of them
     * @param position where a row stands in the list's order
     */
    public static <T> Page<T> of(List<T> rows, PageRequest request, Function<T, PageCursor> position) {
        if (rows.size() <= request.limit()) {
            return new Page<>(rows, Optional.empty());
        }
        List<T> items = rows.subList(0, request.limit());
        PageCursor last = position.apply(items.get(items.size() - 1));
        return new Page<>(items, Optional.of(last.text()));
    }
}
