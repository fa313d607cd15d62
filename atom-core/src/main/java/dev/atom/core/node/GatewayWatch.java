package dev.atom.core.node;

import dev.atom.core.background.Repeater;
import java.time.Duration;

/** A gateway that is asked again and again who is connected, in a thread of its own, until this is closed. Thread-safe. */
public final class GatewayWatch implements AutoCloseable {
    private final Repeater repeater = new Repeater("atom-gateway");

    GatewayWatch(GatewayPoller poller, GatewayPolls polls) {
        repeater.every(Duration.ZERO, polls.every(), poller::poll);
    }

    /** Ends it, after the question that is under way. Ends no session. Idempotent. */
    @Override
    public void close() {
        repeater.close();
    }
}
