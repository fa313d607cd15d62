package dev.atom.http.transport;

import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpExchange;
import dev.atom.spi.http.HttpReplyListener;
import dev.atom.spi.http.HttpTransport;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/** Jetty's asynchronous HTTP/1.1 client as a transport. Thread-safe. No thread is left after {@link #close}. */
public final class JettyHttpTransport implements HttpTransport, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** How long a reply may pause. The callers have shorter times of their own; this one frees what they forgot. */
    private static final Duration IDLE = Duration.ofHours(1);

    private static final int CONNECTIONS = 4096;
    private static final int QUEUED = 16_384;

    private final HttpClient client;

    /** Starts a client with threads of its own. */
    public JettyHttpTransport() {
        ClientConnector connector = new ClientConnector();
        connector.setTCPNoDelay(true);
        connector.setConnectBlocking(false);
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName("atom-llm-client");
        threads.setDaemon(true);
        HttpClientTransportOverHTTP transport = new HttpClientTransportOverHTTP(connector);
        // Listeners must not block, so a reply is dealt with where it was read, without waking another thread.
        transport.setInvocationType(InvocationType.NON_BLOCKING);
        client = new HttpClient(transport);
        client.setExecutor(threads);
        client.setConnectTimeout(CONNECT.toMillis());
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(null);
        client.setMaxConnectionsPerDestination(CONNECTIONS);
        client.setMaxRequestsQueuedPerDestination(QUEUED);
        client.setStrictEventOrdering(false);
        try {
            client.start();
            // Bytes are relayed as they come: no encoding is asked for, none is undone.
            client.getContentDecoderFactories().clear();
            client.getProtocolHandlers().clear();
        } catch (Exception failed) {
            throw new IllegalStateException("Jetty's HTTP client does not start", failed);
        }
    }

    @Override
    public HttpExchange send(HttpCall call, HttpReplyListener listener) {
        Request request = client.newRequest(call.uri())
                .method(call.method())
                .followRedirects(false)
                .idleTimeout(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                .headers(fields -> call.headers().forEach(header -> fields.add(header.name(), header.value())));
        if (call.body().length > 0) {
            String type = call.headers().stream()
                    .filter(header -> header.name().toLowerCase(Locale.ROOT).equals("content-type"))
                    .map(HttpCall.Header::value)
                    .findFirst()
                    .orElse("application/octet-stream");
            request.body(new BytesRequestContent(type, call.body()));
        }
        Scheduler.Task late = client.getScheduler()
                .schedule(
                        () -> abort(request, new TimeoutException("no reply within " + call.firstByte())),
                        call.firstByte().toMillis(),
                        TimeUnit.MILLISECONDS);
        JettyReply reply = new JettyReply(listener, late);
        request.onResponseHeaders(reply::headers)
                .onResponseContentSource(reply::content)
                .send(reply::complete);
        return () -> abort(request, new CancellationException("cancelled"));
    }

    private static void abort(Request request, Throwable cause) {
        // The listener hears of the end; whether this call or another brought it does not matter.
        var unused = request.abort(cause);
    }

    /** Ends every exchange and thread. */
    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("Jetty's HTTP client does not stop", failed);
        }
    }
}
