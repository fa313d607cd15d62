package dev.atom.core.limit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what is bound to happen, and fails with a sentence when it does not. */
final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BETWEEN_NANOS = 2_000_000;

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s and still not: " + what);
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }
}
