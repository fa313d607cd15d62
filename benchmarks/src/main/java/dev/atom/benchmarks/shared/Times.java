package dev.atom.benchmarks.shared;

/** Times in buckets of at most 1/64 of their value. One writer thread. */
final class Times {
    private static final int FINE = 6;

    private final long[] counts = new long[(Long.SIZE - FINE) << FINE];
    private long most;

    void add(long nanos) {
        counts[index(nanos)]++;
        most = Math.max(most, nanos);
    }

    void addAll(Times other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        most = Math.max(most, other.most);
    }

    long count() {
        long count = 0;
        for (long each : counts) {
            count += each;
        }
        return count;
    }

    long most() {
        return most;
    }

    /** The upper end of the bucket in which the quantile lies, by the nearest-rank definition. */
    long quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(most, upperEnd(i));
            }
        }
        return most;
    }

    private static int index(long nanos) {
        int shift = Math.max(0, Long.SIZE - FINE - 1 - Long.numberOfLeadingZeros(nanos | 1));
        return (shift << FINE) + (int) (nanos >>> shift);
    }

    private static long upperEnd(int index) {
        int shift = Math.max(0, (index >> FINE) - 1);
        long fine = index - ((long) shift << FINE);
        return ((fine + 1) << shift) - 1;
    }
}
