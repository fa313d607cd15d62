package dev.atom.benchmarks.gateway;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Every measured time, exactly, in nanoseconds. One writer thread. */
final class Samples {
    private long[] nanos = new long[1024];
    private int count;

    void add(long sample) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = sample;
    }

    /** The quantiles of several recorders taken together, by the nearest-rank definition; their writers have ended. */
    static Quantiles quantiles(List<Samples> parts) {
        long[] all = parts.stream()
                .flatMapToLong(part -> Arrays.stream(part.nanos, 0, part.count))
                .sorted()
                .toArray();
        return all.length == 0 ? Quantiles.NONE : new Quantiles(rank(all, 50), rank(all, 99));
    }

    private static Duration rank(long[] sorted, int percent) {
        int rank = (int) (((long) sorted.length * percent + 99) / 100);
        return Duration.ofNanos(sorted[Math.max(rank, 1) - 1]);
    }
}
