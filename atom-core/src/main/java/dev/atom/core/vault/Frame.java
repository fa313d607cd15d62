package dev.atom.core.vault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Builds the byte strings that are authenticated with a ciphertext. Every field has a fixed size or a length before it, so no
 * two different lists of fields give the same bytes. Big-endian throughout.
 */
final class Frame {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

    private Frame() {}

    /** A frame that begins with a label of fixed length, its domain. */
    static Frame of(String label) {
        Frame frame = new Frame();
        frame.bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        return frame;
    }

    Frame u8(int value) {
        bytes.write(value);
        return this;
    }

    Frame u32(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
        return this;
    }

    Frame uuid(UUID value) {
        bytes.writeBytes(uuidBytes(value));
        return this;
    }

    /** A u32 length, then the bytes. */
    Frame sized(byte[] value) {
        u32(value.length);
        bytes.writeBytes(value);
        return this;
    }

    /** A u32 length, then the UTF-8 bytes. */
    Frame sized(String value) {
        return sized(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    static byte[] uuidBytes(UUID value) {
        return ByteBuffer.allocate(16)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
    }
}
