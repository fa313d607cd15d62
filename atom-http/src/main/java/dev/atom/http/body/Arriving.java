package dev.atom.http.body;

import dev.atom.spi.AtomException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps a body in the heap. Memory is taken as bytes come, never for what is only announced, and at most twice what has come.
 * What it leaves behind while it grows is overwritten: a body may hold a key.
 */
final class Arriving implements BodyTaker {
    private static final int FIRST = 8192;

    private final int most;
    private final BodyBudget.Share share;
    private final Consumer<byte[]> whole;
    private final Consumer<AtomException> ended;
    private byte[] buffer = new byte[0];
    private int length;

    /**
     * For one body.
     *
     * @param most bytes it may have
     */
    Arriving(int most, BodyBudget.Share share, Consumer<byte[]> whole, Consumer<AtomException> ended) {
        this.most = most;
        this.share = share;
        this.whole = whole;
        this.ended = ended;
    }

    @Override
    public Optional<AtomException> take(ByteBuffer bytes) {
        int more = bytes.remaining();
        if (more > most - length) {
            return Optional.of(IncomingBody.tooLarge(most));
        }
        if (more > buffer.length - length) {
            int size = (int) Math.min(most, Math.max(FIRST, Math.max(length + more, 2L * buffer.length)));
            Optional<AtomException> refusal = share.take(size - buffer.length);
            if (refusal.isPresent()) {
                return refusal;
            }
            resize(size);
        }
        bytes.get(buffer, length, more);
        length += more;
        return Optional.empty();
    }

    @Override
    public void whole() {
        if (length < buffer.length) {
            resize(length);
        }
        whole.accept(buffer);
    }

    @Override
    public void ended(AtomException why) {
        Arrays.fill(buffer, (byte) 0);
        buffer = new byte[0];
        ended.accept(why);
    }

    private void resize(int size) {
        byte[] next = Arrays.copyOf(buffer, size);
        Arrays.fill(buffer, (byte) 0);
        buffer = next;
    }
}
