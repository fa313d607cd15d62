package dev.atom.spi.node;

import dev.atom.spi.Uuids;
import java.util.UUID;

/**
 * Identifies one life of the store that holds the claims. A store restored from a backup begins another life, so that a node
 * whose claim the restored store does not know is not mistaken for an orphan.
 *
 * @param value made when the life begins
 */
public record StoreIncarnation(UUID value) {
    /**
     * Reads the canonical 36-character text.
     *
     * @throws dev.atom.spi.AtomException {@link dev.atom.spi.ErrorCode#BAD_REQUEST} when the text is anything else
     */
    public static StoreIncarnation parse(String text) {
        return new StoreIncarnation(Uuids.parse("store incarnation", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
