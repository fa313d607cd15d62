package dev.atom.http;

import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The server's threads: a few read requests, and what may wait runs on virtual threads where the JDK has them, otherwise on these.
 *
 * <p>A connection whose answer another thread has completed asks for a thread to look for its next request. It gets the thread it
 * asks on: no handler before {@link HandOver} waits, and waking another thread would cost more than the look.
 */
final class ServerThreads extends QueuedThreadPool {
    private static final int MOST = 250;
    private static final int LEAST = 8;
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    ServerThreads() {
        super(MOST, LEAST);
        setName("atom-http");
        if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
            Executor virtual = VirtualThreads.getDefaultVirtualThreadsExecutor();
            setVirtualThreadsExecutor(job -> runHereOr(virtual, job));
        }
    }

    @Override
    public void execute(Runnable job) {
        runHereOr(super::execute, job);
    }

    private static void runHereOr(Executor another, Runnable job) {
        if (job instanceof Connection) {
            job.run();
        } else {
            another.execute(job);
        }
    }
}
