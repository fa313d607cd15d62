package dev.atom.server.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command close what it opened when the process is told to end: the signal wakes the command, and the process waits for it.
 * Without this an embedded database would be left running.
 */
final class ProcessEnd {
    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private ProcessEnd() {}

    static ProcessEnd watch() {
        ProcessEnd end = new ProcessEnd();
        Runtime.getRuntime().addShutdownHook(new Thread(end::tell, "process-end"));
        return end;
    }

    private void tell() {
        told.countDown();
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("atom: closing takes too long, giving up");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Blocks until the process is told to end. */
    void await() throws InterruptedException {
        told.await();
    }

    /** Says that everything is closed. */
    void done() {
        done.countDown();
    }
}
