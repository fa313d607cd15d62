package dev.atom.core.transport;

import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpExchange;
import dev.atom.spi.http.HttpReplyListener;
import dev.atom.spi.http.HttpTransport;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The embedded default transport: the JDK's HTTP client over HTTP/1.1, asynchronous throughout. No redirect is followed, no
 * cookie is kept, no proxy or credential of the environment is consulted; connecting may take five seconds.
 *
 * <p>Thread-safe. {@link #close} fails the exchanges that run and leaves no thread behind.
 */
public final class JdkHttpTransport implements HttpTransport, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Set<JdkHttpExchange> running = ConcurrentHashMap.newKeySet();
    private final ExecutorService callbacks;
    private final ScheduledThreadPoolExecutor timers;
    private final OwnedHttpClient client;
    private volatile boolean closed;

    /** A transport with threads of its own; daemons, started when needed. */
    public JdkHttpTransport() {
        ThreadFactory daemons = daemons();
        callbacks = Executors.newCachedThreadPool(daemons);
        timers = new ScheduledThreadPoolExecutor(1, daemons);
        timers.setRemoveOnCancelPolicy(true);
        client = OwnedHttpClient.open(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT)
                .executor(callbacks));
    }

    @Override
    public HttpExchange send(HttpCall call, HttpReplyListener listener) {
        JdkHttpExchange exchange = new JdkHttpExchange(call, listener, running::remove);
        running.add(exchange);
        exchange.start(client.get(), timers);
        if (closed) {
            exchange.fail("was not sent: the transport is closed");
        }
        return exchange;
    }

    /**
     * Fails what runs, then ends the threads; waits up to five seconds for each. Idempotent. An exchange sent afterwards fails.
     */
    @Override
    public void close() {
        closed = true;
        running.forEach(exchange -> exchange.fail("was cut off: the transport is closing"));
        client.close();
        timers.shutdownNow();
        callbacks.shutdown();
        try {
            boolean ended =
                    timers.awaitTermination(5, TimeUnit.SECONDS) && callbacks.awaitTermination(5, TimeUnit.SECONDS);
            if (!ended) {
                callbacks.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            callbacks.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory daemons() {
        AtomicInteger count = new AtomicInteger();
        // Not the group of whichever thread needs one more: the selector's group must hold the selector alone.
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        return task -> {
            Thread thread = new Thread(group, task, "atom-http-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
