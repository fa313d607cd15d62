package dev.atom.core.limit;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Remembers that Redis does not answer, so that only a few callers find out by waiting. It opens after failures in a row and
 * is closed by whoever has seen Redis answer; callers never probe an open one. Thread-safe.
 */
final class CircuitBreaker {
    private final int failuresToOpen;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean open;

    CircuitBreaker(int failuresToOpen) {
        this.failuresToOpen = failuresToOpen;
    }

    boolean isOpen() {
        return open;
    }

    /** Notes an answer. An open breaker stays open: the answer may be one that was under way. */
    void answered() {
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    /** Notes a failure; true for the one caller whose failure opened it. */
    boolean failed() {
        return failures.incrementAndGet() == failuresToOpen && open();
    }

    /** True for the one caller that opened it. */
    synchronized boolean open() {
        boolean opened = !open;
        open = true;
        return opened;
    }

    /** True for the one caller that closed it. */
    synchronized boolean close() {
        boolean closed = open;
        failures.set(0);
        open = false;
        return closed;
    }
}
