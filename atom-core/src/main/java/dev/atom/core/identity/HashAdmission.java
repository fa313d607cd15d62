package dev.atom.core.identity;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets only so many password hashes run at once as memory and cores can bear: each holds 19 MiB and leaves as much behind for the
 * collector, so a hundred log-ins at once would otherwise exhaust the heap. First come, first served; whoever would wait longer
 * than two seconds, or finds the queue full, is refused. Thread-safe.
 */
final class HashAdmission {
    private static final long BYTES_OF_ONE = 100L << 20;
    private static final int QUEUE_OF_EACH = 64;
    private static final int RETRY_SECONDS = 2;

    private final Semaphore running;
    private final Semaphore places;
    private final Duration patience;

    HashAdmission(int permits, int queue, Duration patience) {
        this.running = new Semaphore(permits, true);
        this.places = new Semaphore(permits + queue);
        this.patience = patience;
    }

    /** For this machine: a hash for each core, but no more than a quarter of the heap divided by 100 MiB, at least one. */
    static HashAdmission ofThisMachine() {
        int permits = permits(
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory());
        return new HashAdmission(permits, permits * QUEUE_OF_EACH, Duration.ofSeconds(2));
    }

    static int permits(int cores, long heapBytes) {
        return (int) Math.max(1, Math.min(cores, heapBytes / 4 / BYTES_OF_ONE));
    }

    /**
     * Runs the work when there is room for it.
     *
     * @throws AtomException UNAVAILABLE with the detail {@code retry_after_seconds} when there is none in time
     */
    <T> T run(Supplier<T> work) {
        if (!places.tryAcquire()) {
            throw busy(null);
        }
        try {
            if (!running.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy(null);
            }
            try {
                return work.get();
            } finally {
                running.release();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw busy(interrupted);
        } finally {
            places.release();
        }
    }

    private static AtomException busy(@Nullable Throwable cause) {
        return new AtomException(
                ErrorCode.UNAVAILABLE,
                "too many log-ins at once: try again in " + RETRY_SECONDS + " seconds",
                cause,
                Map.of("retry_after_seconds", String.valueOf(RETRY_SECONDS)));
    }
}
