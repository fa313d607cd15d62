package dev.atom.core.node;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway that is asked again and again who is connected, in a thread of its own, until this is closed. Thread-safe. */
public final class GatewayWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayWatch.class);

    private final GatewayPoller poller;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "atom-gateway");
        made.setDaemon(true);
        return made;
    });

    GatewayWatch(GatewayPoller poller, GatewayPolls polls) {
        this.poller = poller;
        long every = polls.every().toMillis();
        var unused = thread.scheduleWithFixedDelay(this::poll, 0, every, TimeUnit.MILLISECONDS);
    }

    private void poll() {
        try {
            poller.poll();
        } catch (RuntimeException failed) {
            LOG.atWarn().setCause(failed).log("sessions could not be compared with a gateway: it is tried again");
        }
    }

    /** Ends it; a question that is under way is broken off. Ends no session. Idempotent. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            boolean unused = thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
