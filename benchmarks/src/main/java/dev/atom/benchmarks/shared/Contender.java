package dev.atom.benchmarks.shared;

import dev.atom.core.limit.TestRedis;

/** A limiter over Redis with one key. Thread-safe. */
interface Contender extends AutoCloseable {
    /** As good as no limit, and the limit of the check, in an hour. */
    long PLENTY = 50_000_000;

    long FEW = 100;

    /** Whether one unit was admitted. */
    boolean acquire();

    @Override
    void close();

    /** The rows of the report. */
    enum Kind {
        COUNTER("INCR and EXPIRE"),
        BUCKET4J("Bucket4j, compare-and-swap"),
        ATOM_BUCKET("ATOM token bucket, every decision in Redis"),
        ATOM_WINDOW("ATOM sliding window, every decision in Redis"),
        ATOM_BUCKET_LEASES("ATOM token bucket"),
        ATOM_WINDOW_LEASES("ATOM sliding window");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        Contender open(Site site) {
            return switch (this) {
                case COUNTER -> new CounterContender(site);
                case BUCKET4J -> new Bucket4jContender(site);
                case ATOM_BUCKET -> AtomContender.bucket(site, false);
                case ATOM_WINDOW -> AtomContender.window(site, false);
                case ATOM_BUCKET_LEASES -> AtomContender.bucket(site, true);
                case ATOM_WINDOW_LEASES -> AtomContender.window(site, true);
            };
        }
    }

    /**
     * Where and how much.
     *
     * @param key one that nobody has used
     * @param limit units in an hour, all of them at once if need be
     * @param connections how many connections may be open
     */
    record Site(TestRedis redis, String key, long limit, int connections) {}
}
