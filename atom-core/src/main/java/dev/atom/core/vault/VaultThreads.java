package dev.atom.core.vault;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The few threads on which keys are opened and forgotten data keys are wiped: daemons, named, and gone after {@link #close}. */
final class VaultThreads implements AutoCloseable {
    private static final long CLOSE_SECONDS = 5;

    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
    private final ScheduledThreadPoolExecutor pool;

    VaultThreads(int count) {
        pool = new ScheduledThreadPoolExecutor(count, task -> {
            Thread thread = new Thread(task, "atom-vault-" + (started.size() + 1));
            thread.setDaemon(true);
            started.add(thread);
            return thread;
        });
        pool.setRemoveOnCancelPolicy(true);
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Refuses tasks with {@link java.util.concurrent.RejectedExecutionException} after close. */
    ScheduledExecutorService scheduler() {
        return pool;
    }

    /** Lets what runs end, for five seconds; what has not begun never does. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
            for (Thread thread : started) {
                // The pool calls itself terminated a moment before its threads have ended.
                joinUnlessItIsMe(thread);
            }
        } catch (InterruptedException interrupted) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static void joinUnlessItIsMe(Thread thread) throws InterruptedException {
        if (!thread.equals(Thread.currentThread())) {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        }
    }
}
