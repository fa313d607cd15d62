package dev.atom.spi.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Collects one reply for {@link HttpTransport#fetch}. */
final class HttpFetch implements HttpReplyListener {
    private final int maxBytes;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<HttpReply> reply = new CompletableFuture<>();
    private @Nullable HttpHead head;

    HttpFetch(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    HttpReply run(HttpTransport transport, HttpCall call) throws IOException {
        HttpExchange exchange = transport.send(call, this);
        try {
            // The body may trickle; three times the wait for its first byte bounds the whole.
            return reply.get(3 * call.firstByte().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            exchange.cancel();
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted waiting for " + call).initCause(interrupted);
        } catch (TimeoutException late) {
            exchange.cancel();
            throw (IOException) new java.net.http.HttpTimeoutException(call + " took too long").initCause(late);
        } catch (ExecutionException failed) {
            exchange.cancel();
            throw new IOException(call + " failed: " + failed.getCause(), failed.getCause());
        }
    }

    @Override
    public void onHead(HttpHead arrived) {
        head = arrived;
    }

    @Override
    public void onBody(ByteBuffer bytes, Runnable more) {
        if (body.size() + bytes.remaining() > maxBytes) {
            reply.completeExceptionally(new IOException("the reply is larger than " + maxBytes + " bytes"));
            return;
        }
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        body.writeBytes(piece);
        more.run();
    }

    @Override
    public void onEnd() {
        HttpHead arrived = head;
        if (arrived == null) {
            reply.completeExceptionally(new IOException("the reply ended before its status"));
            return;
        }
        reply.complete(new HttpReply(arrived, body.toByteArray()));
    }

    @Override
    public void onFailure(IOException failure) {
        reply.completeExceptionally(failure);
    }
}
