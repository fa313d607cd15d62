package dev.atom.core.llm;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands a stream's bytes to a thread that waits for them, one piece at a time: the provider is asked for more only when the
 * piece before was taken.
 */
final class EventQueue implements ChatSink {
    /** A piece of the stream, or its failure. */
    private record Piece(
            ByteBuffer bytes, boolean last, @Nullable AtomException failure, Consumer<@Nullable Throwable> taken) {}

    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final Leaving leaving = new Leaving();
    private volatile @Nullable InterruptedException left;

    @Override
    public void sending(Runnable leave) {
        leaving.by(leave);
    }

    @Override
    public void start(ChatHead head) {}

    @Override
    public void write(ByteBuffer bytes, boolean last, Consumer<@Nullable Throwable> written) {
        pieces.add(new Piece(bytes, last, null, written));
        giveBackIfLeft();
    }

    @Override
    public void fail(AtomException failure) {
        pieces.add(new Piece(ByteBuffer.allocate(0), true, failure, gone -> {}));
    }

    /** Passes the text of every event to {@code reader} on this thread, until the end; whatever the reader throws ends the call. */
    void drain(Consumer<String> reader) {
        EventFrames frames = new EventFrames();
        while (true) {
            Piece piece = take();
            if (piece.failure() != null) {
                throw piece.failure();
            }
            try {
                frames.add(piece.bytes(), frame -> {
                    frame.data()
                            .map(ChatEvents::text)
                            .filter(text -> !text.isEmpty())
                            .ifPresent(reader);
                    return false;
                });
            } catch (RuntimeException | Error readerFailed) {
                piece.taken().accept(readerFailed);
                throw readerFailed;
            }
            piece.taken().accept(null);
            if (piece.last()) {
                return;
            }
        }
    }

    private Piece take() {
        try {
            return pieces.take();
        } catch (InterruptedException interrupted) {
            left = interrupted;
            leaving.now();
            giveBackIfLeft();
            Thread.currentThread().interrupt();
            throw new AtomException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the provider", interrupted);
        }
    }

    /** Ends the call at the piece that nobody waits for any more, and frees that piece. */
    private void giveBackIfLeft() {
        InterruptedException why = left;
        if (why != null) {
            for (Piece piece = pieces.poll(); piece != null; piece = pieces.poll()) {
                piece.taken().accept(why);
            }
        }
    }

    /** Reads stream events. */
    private static final class ChatEvents {
        static String text(byte[] data) {
            return data.length > 0 && data[0] == '{' ? ChatJson.delta(data) : "";
        }
    }
}
