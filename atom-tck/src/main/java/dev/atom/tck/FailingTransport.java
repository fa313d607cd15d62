package dev.atom.tck;

import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpExchange;
import dev.atom.spi.http.HttpReplyListener;
import dev.atom.spi.http.HttpTransport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network that is down: notes each call, opens nothing, and fails it in the given way. Thread-safe. */
public final class FailingTransport implements HttpTransport {
    private final IOException failure;
    private final List<HttpCall> calls = new CopyOnWriteArrayList<>();

    /** A network on which every call ends in {@code failure}. */
    public FailingTransport(IOException failure) {
        this.failure = failure;
    }

    /** What would have been sent, oldest first. */
    public List<HttpCall> calls() {
        return List.copyOf(calls);
    }

    @Override
    public HttpExchange send(HttpCall call, HttpReplyListener listener) {
        calls.add(call);
        listener.onFailure(failure);
        return () -> {};
    }
}
