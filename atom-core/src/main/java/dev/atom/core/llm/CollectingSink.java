package dev.atom.core.llm;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers a whole reply for a thread that waits for it. */
final class CollectingSink implements ChatSink {
    private final ByteArrayOutputStream reply = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final Leaving leaving = new Leaving();

    @Override
    public void sending(Runnable leave) {
        leaving.by(leave);
    }

    @Override
    public void start(ChatHead head) {}

    @Override
    public void write(ByteBuffer bytes, boolean last, Consumer<@Nullable Throwable> written) {
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        reply.writeBytes(piece);
        written.accept(null);
        if (last) {
            whole.complete(reply.toByteArray());
        }
    }

    @Override
    public void fail(AtomException failure) {
        whole.completeExceptionally(failure);
    }

    /** Waits for the reply; an interrupt ends the call. */
    byte[] await() {
        try {
            return whole.get();
        } catch (InterruptedException interrupted) {
            leaving.now();
            Thread.currentThread().interrupt();
            throw new AtomException(ErrorCode.UNAVAILABLE, "interrupted while waiting for the provider", interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof AtomException failure) {
                // Thrown anew, so that the trace shows who asked as well as what failed.
                failure.addSuppressed(failed);
                throw failure;
            }
            throw new AtomException(ErrorCode.INTERNAL_ERROR, "the call failed", failed);
        }
    }
}
