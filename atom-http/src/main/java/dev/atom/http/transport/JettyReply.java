package dev.atom.http.transport;

import dev.atom.spi.http.HttpHead;
import dev.atom.spi.http.HttpReplyListener;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Turns Jetty's events into the listener's serial calls: the next piece is read only when the last was dealt with, and the
 * end waits for it too.
 */
final class JettyReply {
    private static final int DELIVERING = 0;
    private static final int LEFT = 1;
    private static final int TAKEN = 2;

    private final HttpReplyListener listener;
    private final Scheduler.Task late;
    /** Whether a piece is with the listener. Guarded by this, with {@code result} and {@code over}. */
    private boolean delivering;

    private boolean over;
    private @Nullable Result result;

    /** A reply to be passed on; {@code late} is called off when its head comes, or its end. */
    JettyReply(HttpReplyListener listener, Scheduler.Task late) {
        this.listener = listener;
        this.late = late;
    }

    /** Jetty's head, read on demand. */
    private record Head(int status, HttpFields fields) implements HttpHead {
        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(fields.get(name));
        }
    }

    void headers(Response response) {
        late.cancel();
        boolean unused =
                guarded(response, () -> listener.onHead(new Head(response.getStatus(), response.getHeaders())));
    }

    void content(Response response, Content.Source source) {
        pump(response, source);
    }

    /**
     * A listener that throws has lost its reply: without this nobody would read on, nor close the connection.
     *
     * @return whether it returned
     */
    private static boolean guarded(Response response, Runnable call) {
        try {
            call.run();
            return true;
        } catch (RuntimeException thrown) {
            var unused = response.abort(new IOException("the listener of the reply threw " + thrown, thrown));
            return false;
        }
    }

    private void pump(Response response, Content.Source source) {
        while (true) {
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                source.demand(() -> pump(response, source));
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                return; // complete() brings the failure
            }
            boolean last = chunk.isLast();
            if (!chunk.hasRemaining()) {
                chunk.release();
                if (last) {
                    return;
                }
                continue;
            }
            if (!deliver(response, chunk, source) || last) {
                return;
            }
        }
    }

    /** Whether the listener asked for more before returning, so that the caller goes on instead of growing the stack. */
    private boolean deliver(Response response, Content.Chunk chunk, Content.Source source) {
        boolean last = chunk.isLast();
        synchronized (this) {
            delivering = true;
        }
        AtomicInteger state = new AtomicInteger(DELIVERING);
        AtomicBoolean held = new AtomicBoolean(true);
        Runnable more = () -> {
            release(chunk, held);
            delivered();
            if (!state.compareAndSet(DELIVERING, TAKEN) && !last) {
                pump(response, source);
            }
        };
        if (!guarded(response, () -> listener.onBody(chunk.getByteBuffer(), more))) {
            release(chunk, held);
        }
        return !state.compareAndSet(DELIVERING, LEFT);
    }

    private static void release(Content.Chunk chunk, AtomicBoolean held) {
        if (held.getAndSet(false)) {
            chunk.release();
        }
    }

    private void delivered() {
        synchronized (this) {
            delivering = false;
        }
        finish();
    }

    void complete(Result finished) {
        late.cancel();
        synchronized (this) {
            result = finished;
        }
        finish();
    }

    /** Makes the terminal call, once. A failure does not wait for a piece: its receiver may never come back. */
    private void finish() {
        Result finished;
        synchronized (this) {
            finished = result;
            if (over || finished == null || (delivering && !finished.isFailed())) {
                return;
            }
            over = true;
        }
        if (finished.isFailed()) {
            listener.onFailure(asIo(finished.getFailure()));
        } else {
            listener.onEnd();
        }
    }

    private static IOException asIo(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return (IOException) new HttpTimeoutException("the exchange timed out").initCause(failure);
        }
        return failure instanceof IOException io ? io : new IOException("the exchange failed", failure);
    }
}
