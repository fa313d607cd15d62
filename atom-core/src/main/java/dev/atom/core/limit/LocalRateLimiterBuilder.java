package dev.atom.core.limit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Puts an engine in memory together. Every setter has a default that suits production. */
public final class LocalRateLimiterBuilder {
    private static final int LEAST_BITS = 4;
    private static final int MOST_KEYS = 1 << 25;

    MeterRegistry meters = new SimpleMeterRegistry();
    private int keys = 1 << 16;
    private @Nullable LimitClock clock;

    LocalRateLimiterBuilder() {}

    /**
     * For how many keys with something spent there is room; 65,536 by default, at most 33,554,432. A key is kept while what it
     * spent counts. Each takes 32 bytes at once for token buckets, and 8 at once and some 350 when needed for windows and
     * concurrency limits.
     */
    public LocalRateLimiterBuilder keys(int value) {
        if (value < 1 || value > MOST_KEYS) {
            throw new IllegalArgumentException("keys must be from 1 to " + MOST_KEYS + ", not " + value);
        }
        keys = value;
        return this;
    }

    /** Where the engine counts what it had no room for; nowhere by default. */
    public LocalRateLimiterBuilder meters(MeterRegistry value) {
        meters = value;
        return this;
    }

    /**
     * Nanoseconds that never go back, from any origin; they may overflow. {@link System#nanoTime} by default, of which the engine
     * then makes copies when it has much to decide; of a clock given here it makes none.
     */
    public LocalRateLimiterBuilder clock(LongSupplier nanos) {
        clock = new LimitClock(nanos, false);
        return this;
    }

    /** Microseconds that never go back, taken as they are. */
    LocalRateLimiterBuilder showing(LongSupplier micros) {
        clock = LimitClock.showing(micros);
        return this;
    }

    /** The engine; close it. */
    public LocalRateLimiter build() {
        return new LocalRateLimiter(this);
    }

    LimitClock limitClock() {
        return clock == null ? new LimitClock(System::nanoTime, true) : clock;
    }

    /** Twice as many places as keys, as a power of two. */
    int bits() {
        return Math.max(LEAST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(keys * 2 - 1));
    }
}
