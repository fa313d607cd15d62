package dev.atom.core.limit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Microseconds that never go back, whatever the wall clock does; and, while decisions come so fast that reading the time is what
 * they cost, a copy of them that is a little old and almost free to read. Thread-safe.
 *
 * <p>The copy is made every half a millisecond by a thread that runs only during such times. Nothing depends on it being fresh:
 * see {@link #coarse}.
 */
final class LimitClock implements AutoCloseable {
    /** What {@link #coarse} says when there is no copy: nothing is later. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private static final int CALLS = 1024;
    private static final long CALLS_WITHIN_MICROS = 10_000;
    private static final long AWAKE_MICROS = 1_000_000;
    private static final long TICK_NANOS = 500_000;

    private final LongSupplier nanos;
    private final long origin;
    private final boolean ticking;

    private volatile long coarse = UNKNOWN;
    private int calls;
    private long counted;
    private @Nullable Thread ticker;
    private boolean closed;

    /**
     * A clock.
     *
     * @param nanos nanoseconds from any origin, which may overflow
     * @param ticking whether copies are made
     */
    LimitClock(LongSupplier nanos, boolean ticking) {
        this(nanos, nanos.getAsLong(), ticking);
    }

    private LimitClock(LongSupplier nanos, long origin, boolean ticking) {
        this.nanos = nanos;
        this.origin = origin;
        this.ticking = ticking;
    }

    /** A clock that says what it is told to, such as the time of another engine. */
    static LimitClock showing(LongSupplier micros) {
        return new LimitClock(() -> micros.getAsLong() * 1_000, 0, false);
    }

    /** The time: 0 or more. */
    long micros() {
        long now = (nanos.getAsLong() - origin) / 1_000;
        if (ticking && coarse == UNKNOWN) {
            // Counted without care for lost counts: it only has to notice a hundred thousand calls a second.
            int count = calls + 1;
            calls = count;
            if (count % CALLS == 0) {
                considerTicking(now);
            }
        }
        return now;
    }

    /** A time that has been; how long ago is not known, but usually less than a millisecond. Or {@link #UNKNOWN}. */
    long coarse() {
        return coarse;
    }

    private void considerTicking(long now) {
        long before = counted;
        counted = now;
        if (now - before < CALLS_WITHIN_MICROS) {
            wake();
        }
    }

    private synchronized void wake() {
        if (closed) {
            return;
        }
        if (ticker == null) {
            ticker = new Thread(this::tick, "atom-limit-clock");
            ticker.setDaemon(true);
            ticker.start();
        }
        LockSupport.unpark(ticker);
    }

    private void tick() {
        while (!isClosed()) {
            long now = (nanos.getAsLong() - origin) / 1_000;
            for (long end = now + AWAKE_MICROS;
                    now < end && !Thread.currentThread().isInterrupted(); ) {
                coarse = now;
                LockSupport.parkNanos(TICK_NANOS);
                now = (nanos.getAsLong() - origin) / 1_000;
            }
            coarse = UNKNOWN;
            LockSupport.park();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        Thread ending;
        synchronized (this) {
            closed = true;
            ending = ticker;
        }
        if (ending != null) {
            ending.interrupt();
            try {
                ending.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
