package dev.atom.benchmarks.shared;

import dev.atom.core.limit.TestRedis;
import java.util.function.Function;

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
        COUNTER("INCR and EXPIRE", site -> new CounterContender(site)),
        BUCKET4J("Bucket4j, compare-and-swap", site -> new Bucket4jContender(site)),
        ATOM_BUCKET("ATOM token bucket, every decision in Redis", site -> AtomContender.bucket(site, false)),
        ATOM_WINDOW("ATOM sliding window, every decision in Redis", site -> AtomContender.window(site, false)),
        ATOM_BUCKET_LEASES("ATOM token bucket", site -> AtomContender.bucket(site, true)),
        ATOM_WINDOW_LEASES("ATOM sliding window", site -> AtomContender.window(site, true));

        private final String label;
        private final Function<Site, Contender> opening;

        Kind(String label, Function<Site, Contender> opening) {
            this.label = label;
            this.opening = opening;
        }

        String label() {
            return label;
        }

        Contender open(Site site) {
            return opening.apply(site);
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
