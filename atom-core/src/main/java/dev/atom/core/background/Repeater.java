package dev.atom.core.background;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread that repeats work, one piece after the other. Guarantee: work that throws, an {@link Error} too, is logged and
 * runs again when it is due. Thread-safe.
 */
public final class Repeater implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Repeater.class);
    private static final long LAST_WORK_SECONDS = 30;

    private final String name;
    private final ScheduledExecutorService thread;

    /** Work begins with the first {@link #every}; the name is the thread's. */
    public Repeater(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** Does the work after {@code first}, and again {@code pause} after each end, until the close. */
    public void every(Duration first, Duration pause, Runnable work) {
        var unused = thread.scheduleWithFixedDelay(
                () -> guarded(work), first.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (Throwable failed) {
            LOG.atError().setCause(failed).log("the work of thread {} failed: it is tried again", name);
        }
    }

    /** Begins no further work, and waits at most {@value #LAST_WORK_SECONDS} seconds for what is under way. Idempotent. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_WORK_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
