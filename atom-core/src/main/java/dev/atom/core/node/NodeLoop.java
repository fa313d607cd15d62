package dev.atom.core.node;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work that nobody asks for: each second what is due, each cycle what has expired, the count of claims, and for each
 * provider what has to be reconciled. Each piece of work has a thread: a cycle may take minutes, and must hold up neither a
 * destruction nor the end of a lease nor another provider's cycle.
 */
final class NodeLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);

    /** What is due, what has expired, the count of claims. */
    private static final int BESIDE_PROVIDERS = 3;

    private final NodeParts parts;
    private final NodeWork work;
    private final GatewaySignals signals;
    private final Expiry expiry;
    private final Reconciler reconciler;
    private final ScheduledExecutorService threads;

    NodeLoop(NodeParts parts, NodeWork work, GatewaySignals signals, Expiry expiry, Reconciler reconciler) {
        this.parts = parts;
        this.work = work;
        this.signals = signals;
        this.expiry = expiry;
        this.reconciler = reconciler;
        this.threads = Executors.newScheduledThreadPool(
                BESIDE_PROVIDERS + parts.providers().size(), task -> {
                    Thread thread = new Thread(task, "atom-nodes");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    void start() {
        var unused = threads.scheduleWithFixedDelay(this::dueQuietly, 0, 1, TimeUnit.SECONDS);
        eachCycle(expiry::run);
        reconciler.cycles().forEach(cycles -> eachCycle(cycles::turn));
        eachCycle(reconciler::keepBooks);
    }

    /** One second's work. */
    void due() {
        signals.drain();
        work.due();
    }

    /** One cycle's work. */
    void cycle() {
        expiry.run();
        reconciler.cycles().forEach(ProviderCycles::turn);
        reconciler.keepBooks();
    }

    private void dueQuietly() {
        quietly(signals::drain);
        quietly(work::due);
    }

    private void eachCycle(Runnable step) {
        threads.execute(() -> nowAndAgain(step));
    }

    private void nowAndAgain(Runnable step) {
        quietly(step);
        long cycle = parts.times().cycle().toMillis();
        long jitter = ThreadLocalRandom.current().nextLong(-cycle / 5, cycle / 5 + 1);
        try {
            var unused = threads.schedule(() -> nowAndAgain(step), cycle + jitter, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.trace("the loop was closed");
        }
    }

    /** An error that went on from here would end the work for good, and nobody would hear of it. */
    private static void quietly(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failed) {
            LOG.atWarn().setCause(failed).log("work on nodes failed: it is tried again");
        } catch (Throwable broken) {
            LOG.atError().setCause(broken).log("work on nodes broke: it is tried again");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            boolean unused = threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
