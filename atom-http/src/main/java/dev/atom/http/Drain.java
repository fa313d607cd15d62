package dev.atom.http;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets running requests, streams among them, come to their end before the server does. Once it has begun, every new request is 503
 * and its connection is closed. Thread-safe.
 */
final class Drain extends Handler.Wrapper {
    private final AtomicLong running = new AtomicLong();
    private final CountDownLatch idle = new CountDownLatch(1);
    private volatile boolean begun;

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // Counted before it is asked for: a request that the drain does not see would be cut off.
        running.incrementAndGet();
        if (begun) {
            ended();
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
            return true;
        }
        Request.addCompletionListener(request, failure -> ended());
        return super.handle(request, response, callback);
    }

    private void ended() {
        if (running.decrementAndGet() == 0 && begun) {
            idle.countDown();
        }
    }

    /** Takes no new requests from now on, and waits until none is running, at most so long. Says whether none is. */
    boolean run(Duration patience) {
        begun = true;
        if (running.get() == 0) {
            return true;
        }
        try {
            return idle.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
