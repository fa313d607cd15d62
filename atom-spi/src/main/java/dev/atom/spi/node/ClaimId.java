package dev.atom.spi.node;

import dev.atom.spi.Uuids;
import java.util.UUID;

/**
 * Identifies a claim: the record that one node is wanted. At most one node ever belongs to it.
 *
 * @param value the UUID of the record
 */
public record ClaimId(UUID value) {
    /**
     * Reads the canonical 36-character text.
     *
     * @throws dev.atom.spi.AtomException {@link dev.atom.spi.ErrorCode#BAD_REQUEST} when the text is anything else
     */
    public static ClaimId parse(String text) {
        return new ClaimId(Uuids.parse("claim id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
