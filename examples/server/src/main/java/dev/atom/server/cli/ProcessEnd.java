package dev.atom.server.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command close what it opened when the process is told to end: the signal wakes the command, and the process waits for it.
 * Without this an embedded database would be left running.
 */
final class ProcessEnd {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private final Optional<Thread> interrupted;

    private final Duration patience;

    private ProcessEnd(Optional<Thread> interrupted, Duration patience) {
        this.interrupted = interrupted;
        this.patience = patience;
    }

    /** For a command that needs so long beside the usual time to close everything. */
    static ProcessEnd watch(Duration more) {
        return watch(Optional.empty(), PATIENCE.plus(more));
    }

    /** The same for a command that is always at work: the signal interrupts the thread. */
    static ProcessEnd interrupting(Thread thread) {
        return watch(Optional.of(thread), PATIENCE);
    }

    private static ProcessEnd watch(Optional<Thread> interrupted, Duration patience) {
        ProcessEnd end = new ProcessEnd(interrupted, patience);
        Runtime.getRuntime().addShutdownHook(new Thread(end::tell, "process-end"));
        return end;
    }

    private void tell() {
        told.countDown();
        interrupted.ifPresent(Thread::interrupt);
        try {
            if (!done.await(patience.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("atom: closing takes too long, giving up");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Blocks until the process is told to end. */
    void await() throws InterruptedException {
        try {
            told.await();
        } catch (InterruptedException interruption) {
            if (told.getCount() > 0) {
                throw interruption;
            }
        }
    }

    /** Says that everything is closed. */
    void done() {
        done.countDown();
    }
}
