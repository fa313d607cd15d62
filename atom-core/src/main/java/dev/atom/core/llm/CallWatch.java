package dev.atom.core.llm;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
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
    private static final long EVERY_MILLIS = 250;

    private final Set<ChatCall> running = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "atom-call-watch");
        thread.setDaemon(true);
        return thread;
    });

    private final ScheduledFuture<?> looking;

    CallWatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        looking = timer.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    void add(ChatCall call) {
        running.add(call);
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
        looking.cancel(false);
        timer.shutdown();
        forEach(ChatCall::shutDown);
    }
}
