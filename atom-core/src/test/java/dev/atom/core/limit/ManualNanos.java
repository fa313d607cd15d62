package dev.atom.core.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock of nanoseconds that goes on when it is told to. */
final class ManualNanos implements LongSupplier {
    private final AtomicLong nanos;

    ManualNanos(long start) {
        nanos = new AtomicLong(start);
    }

    void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Override
    public long getAsLong() {
        return nanos.get();
    }
}
