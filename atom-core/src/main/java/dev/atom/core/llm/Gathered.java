package dev.atom.core.llm;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A reply put together from its pieces; one that comes in one piece is copied once. Not thread-safe. */
final class Gathered {
    private byte[] bytes = {};
    private int length;

    void add(ByteBuffer piece) {
        int more = piece.remaining();
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, length == 0 ? more : Math.max(length + more, 2 * length));
        }
        piece.get(bytes, length, more);
        length += more;
    }

    int length() {
        return length;
    }

    /** All of it, not copied: not to be changed. */
    byte[] whole() {
        if (length < bytes.length) {
            bytes = Arrays.copyOf(bytes, length);
        }
        return bytes;
    }
}
