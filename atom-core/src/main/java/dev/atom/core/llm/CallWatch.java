package dev.atom.core.llm;

import dev.atom.core.background.Repeater;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every running call four times a second, so that a time-out costs a call two set operations instead of three timers.
 * Thread-safe.
 */
final class CallWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallWatch.class);
    private static final Duration EVERY = Duration.ofMillis(250);

    private final Set<ChatCall> running = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoTime;
    private final Repeater repeater = new Repeater("atom-call-watch");
    private volatile boolean closed;

    CallWatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        repeater.every(EVERY, EVERY, this::look);
    }

    /** Watches a call; one that comes after the close is ended at once, because nobody would look at it again. */
    void add(ChatCall call) {
        running.add(call);
        if (closed) {
            call.shutDown();
        }
    }

    void remove(ChatCall call) {
        running.remove(call);
    }

    private void look() {
        long now = nanoTime.getAsLong();
        forEach(call -> call.expire(now));
    }

    /** One call's receiver that throws must neither end the watch over the others nor keep them from being ended. */
    private void forEach(Consumer<ChatCall> work) {
        for (ChatCall call : running) {
            try {
                work.accept(call);
            } catch (RuntimeException thrown) {
                LOG.atWarn().setCause(thrown).log("a call could not be ended in order");
            }
        }
    }

    /** Ends every running call as interrupted by the shutdown, then the thread. */
    @Override
    public void close() {
        closed = true;
        repeater.close();
        forEach(ChatCall::shutDown);
    }
}
