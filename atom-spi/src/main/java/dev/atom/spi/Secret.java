package dev.atom.spi;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Key material that does not print itself. The bytes are reachable only inside {@link #use}, so one search for
 * {@code .use(} lists every place that sees them; {@link #close} overwrites them.
 *
 * <p>Wiping is best effort: the collector may have copied the array before. Thread-safe: a {@code close} during
 * {@code use} waits for it.
 */
public final class Secret implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes a copy of the bytes; the caller should wipe its own array. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Takes the UTF-8 form of the text. The text itself cannot be wiped: prefer {@link #copyOf} where bytes exist. */
    public static Secret of(CharSequence text) {
        byte[] room = new byte[3 * text.length()];
        ByteBuffer encoded = ByteBuffer.wrap(room);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(text), encoded, true);
        byte[] copy = Arrays.copyOf(room, encoded.position());
        Arrays.fill(room, (byte) 0);
        return new Secret(copy);
    }

    /**
     * Lends the bytes to {@code reader} for the duration of the call. The reader must not keep or change the array.
     *
     * @return what the reader returns
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized <R extends @Nullable Object> R use(Function<byte[], R> reader) {
        if (closed) {
            throw new IllegalStateException("the secret was closed");
        }
        return reader.apply(bytes);
    }

    /** The number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** Overwrites the bytes; idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    /** Never the content. */
    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
