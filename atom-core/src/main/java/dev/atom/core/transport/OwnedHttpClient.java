package dev.atom.core.transport;

import java.net.http.HttpClient;
import java.util.concurrent.TimeUnit;

/**
 * A JDK client whose selector thread can be ended. From Java 21 the client has {@code shutdownNow}; before, the thread lives
 * until the client is collected. It does end when it is interrupted, and it is found because the client is made in a thread
 * group of its own, which new threads inherit.
 */
final class OwnedHttpClient implements AutoCloseable {
    private final ThreadGroup group = new ThreadGroup("atom-http-selector");
    private final HttpClient client;

    private OwnedHttpClient(HttpClient.Builder builder) throws InterruptedException {
        HttpClient[] made = new HttpClient[1];
        Thread maker = new Thread(group, () -> made[0] = builder.build(), "atom-http-maker");
        maker.start();
        maker.join();
        client = made[0];
    }

    static OwnedHttpClient open(HttpClient.Builder builder) {
        try {
            return new OwnedHttpClient(builder);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the HTTP client was made", interrupted);
        }
    }

    HttpClient get() {
        return client;
    }

    /** Ends the selector thread and with it every connection; waits up to five seconds. */
    @Override
    public void close() {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException java20OrOlder) {
            group.interrupt();
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException("the HTTP client cannot be shut down", failed);
        }
        Thread[] threads = new Thread[8];
        int count = group.enumerate(threads);
        try {
            for (int i = 0; i < count; i++) {
                threads[i].join(TimeUnit.SECONDS.toMillis(5));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
