package dev.atom.tck;

import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpExchange;
import dev.atom.spi.http.HttpHead;
import dev.atom.spi.http.HttpReplyListener;
import dev.atom.spi.http.HttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * A plain transport for testing providers: sends on the calling thread and remembers every call, so that a test can say where
 * a key went. Redirects are not followed. Cancelling has no effect, as {@code send} returns when all is over. Thread-safe.
 */
public final class BlockingTransport implements HttpTransport {
    private final List<HttpCall> calls = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    /** A transport that has sent nothing yet. */
    public BlockingTransport() {}

    /** What was sent so far, oldest first. */
    public List<HttpCall> calls() {
        return List.copyOf(calls);
    }

    @Override
    public HttpExchange send(HttpCall call, HttpReplyListener listener) {
        calls.add(call);
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .timeout(call.firstByte())
                .method(call.method(), HttpRequest.BodyPublishers.ofByteArray(call.body()));
        call.headers().forEach(header -> request.header(header.name(), header.value()));
        try {
            HttpResponse<InputStream> reply = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = reply.body()) {
                tell(reply, body, listener);
            }
            listener.onEnd();
        } catch (IOException failed) {
            listener.onFailure(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            listener.onFailure(new IOException("interrupted", interrupted));
        }
        return () -> {};
    }

    private static void tell(HttpResponse<?> reply, InputStream body, HttpReplyListener listener)
            throws IOException, InterruptedException {
        listener.onHead(new Head(reply));
        byte[] room = new byte[8192];
        Semaphore more = new Semaphore(0);
        for (int count = body.read(room); count >= 0; count = body.read(room)) {
            listener.onBody(ByteBuffer.wrap(room, 0, count), more::release);
            more.acquire();
        }
    }

    private record Head(HttpResponse<?> reply) implements HttpHead {
        @Override
        public int status() {
            return reply.statusCode();
        }

        @Override
        public Optional<String> header(String name) {
            return reply.headers().firstValue(name);
        }
    }
}
