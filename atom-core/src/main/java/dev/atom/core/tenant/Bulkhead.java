package dev.atom.core.tenant;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets only so many do one thing at once; others wait a little and are then refused. So what has become slow holds these few
 * threads and not all that there are. Thread-safe.
 */
final class Bulkhead {
    private final Semaphore places;
    private final Duration patience;

    /**
     * A bulkhead.
     *
     * @param patience how long one waits for a place
     */
    Bulkhead(int places, Duration patience) {
        this.places = new Semaphore(places);
        this.patience = patience;
    }

    /**
     * Does it on this thread, once there is a place.
     *
     * @throws AtomException UNAVAILABLE when there was none in time
     */
    <T> T in(Supplier<T> work) {
        if (!enters()) {
            throw new AtomException(ErrorCode.UNAVAILABLE, "too many callers are being looked up: try again");
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private boolean enters() {
        try {
            return places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
