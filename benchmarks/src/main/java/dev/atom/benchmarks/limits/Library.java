package dev.atom.benchmarks.limits;

import dev.atom.core.limit.SlidingWindow;
import dev.atom.core.limit.TokenBucket;
import java.time.Duration;

/** A rate limiter to be measured, as its users would use it. The limits are the same for all, as far as each can express them. */
interface Library extends AutoCloseable {
    /** More units at once than a trial can take. */
    int AMPLE = Integer.MAX_VALUE;

    /** Taken from an ample limiter before it is measured, so that it is not measured full. */
    int TAKEN_BEFORE = 20_000_000;

    /** Units a second of an ample limiter, and of each key of many. */
    int RATE = 1_000_000;

    /** Units at once of each key of many. */
    int KEY_BURST = 100_000_000;

    /** Decides about the same thing each time. */
    interface Single {
        boolean tryAcquire();
    }

    /** Decides about things that have names. */
    interface Keyed {
        boolean tryAcquire(String key);
    }

    /** One that admits every call of a trial. */
    Single ample();

    /** One that admits none for an hour. */
    Single exhausted();

    /** One that admits every call of a trial, for each of so many keys. */
    Keyed keyed(int keys);

    /** Ends threads. */
    @Override
    default void close() {}

    /** By its name in the results. */
    static Library named(String name) {
        return switch (name) {
            case "none" -> new NoLibrary();
            case "atom-bucket" ->
                new AtomLibrary(
                        TokenBucket.of("ample", RATE, Duration.ofSeconds(1), AMPLE),
                        TokenBucket.of("exhausted", 1, Duration.ofHours(1), 1),
                        TokenBucket.of("keyed", RATE, Duration.ofSeconds(1), KEY_BURST));
            case "atom-window" ->
                new AtomLibrary(
                        SlidingWindow.of("ample", AMPLE, Duration.ofHours(1)),
                        SlidingWindow.of("exhausted", 1, Duration.ofHours(1)),
                        SlidingWindow.of("keyed", KEY_BURST, Duration.ofMinutes(1)));
            case "bucket4j" -> new Bucket4jLibrary();
            case "resilience4j" -> new Resilience4jLibrary();
            case "guava" -> new GuavaLibrary();
            case "failsafe" -> new FailsafeLibrary();
            default -> throw new IllegalArgumentException("no library is called " + name);
        };
    }
}
