package dev.atom.core.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * The signed note that a log's rows up to a place were removed because they were old enough.
 *
 * @param place the last row removed, and its hash, which the first row that is left follows
 * @param at when, in microseconds
 * @param keyId which key signed
 * @param signature over {@link #statement}, in hexadecimal
 */
record Cut(ChainStore.Place place, Instant at, String keyId, String signature) {
    private static final byte[] MAGIC = "ATOM audit cut 1\n".getBytes(StandardCharsets.US_ASCII);

    /** A cut at a place, signed. */
    static Cut sign(ChainStore.Place place, Instant at, AnchorKey key) {
        return new Cut(place, at, key.id(), HexFormat.of().formatHex(key.sign(statement(place, at))));
    }

    boolean isSignedBy(AnchorKey key) {
        return keyId.equals(key.id())
                && key.hasSigned(statement(place, at), HexFormat.of().parseHex(signature));
    }

    /** What is signed: every field but the last has a fixed length. */
    private static byte[] statement(ChainStore.Place place, Instant at) {
        byte[] hash = HexFormat.of().parseHex(place.hash());
        return ByteBuffer.allocate(MAGIC.length + 4 * Long.BYTES + hash.length)
                .put(MAGIC)
                .putLong(place.tenant().value().getMostSignificantBits())
                .putLong(place.tenant().value().getLeastSignificantBits())
                .putLong(place.seq())
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at))
                .put(hash)
                .array();
    }
}
