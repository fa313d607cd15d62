package dev.atom.core;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for work that waits: virtual ones where the JVM has them (21 and later), otherwise a bounded pool. */
final class Workers {
    private static final int MOST = 256;

    private Workers() {}

    static ExecutorService start() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException before21) {
            return pool();
        } catch (InvocationTargetException refused) {
            throw new IllegalStateException("the JVM has virtual threads and refuses them", refused);
        }
    }

    private static ExecutorService pool() {
        AtomicInteger count = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                MOST,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "atom-worker-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                // Beyond the bound the asking thread does the work itself: slower, never lost.
                new ThreadPoolExecutor.CallerRunsPolicy());
    }
}
