package dev.atom.core.limit;

import java.util.function.LongSupplier;

/**
 * The server's clock, estimated between its answers; this machine's wall clock is never asked. Before the first answer it counts
 * from an instant of its own. Thread-safe.
 */
final class ServerTime {
    /** The network and the scheduler make estimates differ by less. */
    private static final long SAME_MICROS = 2_000_000;

    private final LongSupplier nanos;
    private final long origin;
    private volatile long ahead = Micros.LONGEST_WINDOW;

    ServerTime(LongSupplier nanos) {
        this.nanos = nanos;
        this.origin = nanos.getAsLong();
    }

    /** Not later than what the server's clock shows, in microseconds. */
    long micros() {
        return elapsed() + ahead;
    }

    /** Notes an answer that has just come; returns by how much all former instants were wrong, 0 if they were not. */
    long saw(long serverMicros) {
        long before = ahead;
        long seen = serverMicros - elapsed();
        ahead = seen;
        return Math.abs(seen - before) > SAME_MICROS ? seen - before : 0;
    }

    private long elapsed() {
        return (nanos.getAsLong() - origin) / 1_000;
    }
}
