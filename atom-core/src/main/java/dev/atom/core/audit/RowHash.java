package dev.atom.core.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Computes a row's hash a second time, from PostgreSQL's binary form of its fields as {@code record_send} in
 * {@code atom_audit_append} makes it: how many, then for each its type, its length or -1, and its value. The database is not
 * asked, as it may be what has been tampered with. Not thread-safe.
 */
final class RowHash {
    /** The types' numbers in PostgreSQL's catalogue, which the binary form names. */
    private static final int INT8 = 20;

    private static final int TEXT = 25;
    private static final int TIMESTAMPTZ = 1184;
    private static final int UUID_TYPE = 2950;

    private final MessageDigest digest = sha256();

    /** Begins with the hash of the row before and the number of fields that follow. */
    RowHash(byte[] previous, int fields) {
        digest.update(previous);
        number(fields);
    }

    RowHash add(long value) {
        return field(INT8, ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    RowHash add(@Nullable UUID value) {
        return field(
                UUID_TYPE,
                value == null
                        ? null
                        : ByteBuffer.allocate(2 * Long.BYTES)
                                .putLong(value.getMostSignificantBits())
                                .putLong(value.getLeastSignificantBits())
                                .array());
    }

    RowHash add(@Nullable String value) {
        return field(TEXT, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /** A time in its own binary form, microseconds since 2000 in eight bytes. */
    RowHash addTime(byte @Nullable [] value) {
        return field(TIMESTAMPTZ, value);
    }

    /** The hash, in hexadecimal. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private RowHash field(int type, byte @Nullable [] value) {
        number(type);
        number(value == null ? -1 : value.length);
        if (value != null) {
            digest.update(value);
        }
        return this;
    }

    private void number(int value) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
