package dev.atom.cloud.fly;

import dev.atom.spi.node.Reason;
import java.time.Duration;
import java.util.Optional;

/** A call that brought no answer: not sent for want of budget, or sent and lost. */
final class FlyFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;
    private final boolean sent;
    private final transient Optional<Duration> retryAfter;

    /**
     * A failure.
     *
     * @param sent whether Fly may have received the call
     */
    FlyFailure(Reason reason, boolean sent, Optional<Duration> retryAfter) {
        super(reason.detail());
        this.reason = reason;
        this.sent = sent;
        this.retryAfter = retryAfter;
    }

    Reason reason() {
        return reason;
    }

    boolean sent() {
        return sent;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
