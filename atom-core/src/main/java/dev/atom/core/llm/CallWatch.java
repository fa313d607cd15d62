package dev.atom.core.llm;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks at every running call four times a second, so that a time-out costs a call two set operations instead of three timers.
 * Thread-safe.
 */
final class CallWatch implements AutoCloseable {
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
        running.forEach(call -> call.expire(now));
    }

    /** Ends every running call as interrupted by the shutdown, then the thread. */
    @Override
    public void close() {
        looking.cancel(false);
        timer.shutdown();
        running.forEach(ChatCall::shutDown);
    }
}
