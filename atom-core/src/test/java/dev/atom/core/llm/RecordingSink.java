package dev.atom.core.llm;

import dev.atom.spi.AtomException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps what a call told its receiver, piece by piece. */
final class RecordingSink implements ChatSink {
    final CompletableFuture<ChatHead> head = new CompletableFuture<>();
    final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    final CompletableFuture<String> whole = new CompletableFuture<>();
    final CompletableFuture<AtomException> failure = new CompletableFuture<>();
    private final List<String> all = new CopyOnWriteArrayList<>();
    private volatile boolean gone;

    @Override
    public void start(ChatHead started) {
        if (!head.complete(started)) {
            throw new AssertionError("started twice");
        }
    }

    @Override
    public void write(ByteBuffer bytes, boolean last, Consumer<@Nullable Throwable> written) {
        String piece = StandardCharsets.UTF_8.decode(bytes).toString();
        all.add(piece);
        pieces.add(piece);
        written.accept(gone ? new java.io.IOException("the receiver is gone") : null);
        if (last) {
            // Last, so that who waits for the whole finds the call metered.
            whole.complete(soFar());
        }
    }

    @Override
    public void fail(AtomException failed) {
        if (whole.isDone() || !failure.complete(failed)) {
            throw new AssertionError("failed after its end", failed);
        }
    }

    void leave() {
        gone = true;
    }

    String nextPiece() throws InterruptedException {
        String piece = pieces.poll(20, TimeUnit.SECONDS);
        if (piece == null) {
            throw new AssertionError("no piece came; so far: " + soFar());
        }
        return piece;
    }

    String wholeReply() throws Exception {
        CompletableFuture.anyOf(whole, failure).get(20, TimeUnit.SECONDS);
        if (failure.isDone()) {
            throw new AssertionError("failed", failure.get());
        }
        return whole.get();
    }

    AtomException theFailure() throws Exception {
        return failure.get(20, TimeUnit.SECONDS);
    }

    String soFar() {
        return String.join("", all);
    }
}
