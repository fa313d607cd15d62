package dev.atom.http.body;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies are in memory at once, in all and of one sender. Never more than allowed; two that ask for the last
 * bytes at the same time may both be refused. Thread-safe, does not block.
 */
final class BodyBudget {
    /** A body that is under way ends soon, one way or the other. */
    private static final Map<String, String> SOON = Map.of("retry_after_seconds", "1");

    private final long most;
    private final long mostOfOne;
    private final AtomicLong held = new AtomicLong();
    private final Map<Object, Long> heldOf = new ConcurrentHashMap<>();

    BodyBudget(long most, long mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /** A request's part of it, which is empty yet. */
    Share shareOf(Object sender) {
        return new Share(sender);
    }

    /** Bytes in memory now. */
    long held() {
        return held.get();
    }

    /** What one request has of the budget. */
    final class Share {
        private final Object sender;
        private long taken;
        private boolean released;

        private Share(Object sender) {
            this.sender = sender;
        }

        /** The refusal that taking so many bytes would meet now. Takes nothing. */
        Optional<AtomException> look(long bytes) {
            return refusal(held.get() + bytes, heldOf.getOrDefault(sender, 0L) + bytes);
        }

        /** Takes so many bytes more, or nothing and says why. */
        synchronized Optional<AtomException> take(long bytes) {
            if (released) {
                return Optional.of(full());
            }
            Optional<AtomException> refusal = refusal(held.addAndGet(bytes), heldOf.merge(sender, bytes, Long::sum));
            if (refusal.isPresent()) {
                give(bytes);
            } else {
                taken += bytes;
            }
            return refusal;
        }

        /** Gives everything back; idempotent. */
        synchronized void release() {
            if (!released) {
                released = true;
                give(taken);
            }
        }

        private void give(long bytes) {
            heldOf.computeIfPresent(sender, (whose, all) -> all == bytes ? null : all - bytes);
            held.addAndGet(-bytes);
        }
    }

    private Optional<AtomException> refusal(long inAll, long ofOne) {
        if (ofOne > mostOfOne) {
            return Optional.of(new AtomException(
                    ErrorCode.RATE_LIMITED,
                    "your requests under way hold as many bytes as they may, " + mostOfOne
                            + ": try again when one has ended",
                    null,
                    SOON));
        }
        return inAll > most ? Optional.of(full()) : Optional.empty();
    }

    private static AtomException full() {
        return new AtomException(
                ErrorCode.UNAVAILABLE,
                "the server holds as many bytes of requests as it may: try again in a moment",
                null,
                SOON);
    }
}
