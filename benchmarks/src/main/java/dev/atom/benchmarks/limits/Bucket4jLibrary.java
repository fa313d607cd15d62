package dev.atom.benchmarks.limits;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Bucket4j's lock-free bucket, on the clock that cannot go back. */
final class Bucket4jLibrary implements Library {
    @Override
    public Single ample() {
        Bucket bucket = bucket(AMPLE, RATE, Duration.ofSeconds(1));
        if (!bucket.tryConsume(TAKEN_BEFORE)) {
            throw new IllegalStateException("bucket4j did not begin full");
        }
        return () -> bucket.tryConsume(1);
    }

    @Override
    public Single exhausted() {
        Bucket bucket = bucket(1, 1, Duration.ofHours(1));
        bucket.tryConsume(1);
        return () -> bucket.tryConsume(1);
    }

    @Override
    public Keyed keyed(int keys) {
        ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>(keys);
        return key -> {
            Bucket bucket = buckets.get(key);
            if (bucket == null) {
                bucket = buckets.computeIfAbsent(key, absent -> bucket(KEY_BURST, RATE, Duration.ofSeconds(1)));
            }
            return bucket.tryConsume(1);
        };
    }

    private static Bucket bucket(long capacity, long tokens, Duration period) {
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(capacity)
                        .refillGreedy(tokens, period)
                        .build())
                .withNanosecondPrecision()
                .build();
    }
}
