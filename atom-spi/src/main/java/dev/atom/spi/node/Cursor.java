package dev.atom.spi.node;

/**
 * Where a listing goes on. Means something to the provider that gave it and to nobody else; may expire.
 *
 * @param value 1-4096 characters
 */
public record Cursor(String value) {
    /** Refuses an empty cursor, which a careless client would take for "from the beginning". */
    public Cursor {
        if (value.isEmpty() || value.length() > 4096) {
            throw new IllegalArgumentException("a cursor has 1-4096 characters, not " + value.length());
        }
    }
}
