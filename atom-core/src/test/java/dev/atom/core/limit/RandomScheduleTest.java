package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random weights, reservations that are settled, cancelled or forgotten, waits of any length: what was admitted and not given back
 * stays within the bound of every window of every policy, counted by a book that knows nothing of the engine.
 */
class RandomScheduleTest {
    private static final int STEPS = 3_000;

    private final ManualNanos clock = new ManualNanos(Long.MAX_VALUE - 1_000_000_000L);
    private final RateLimiter limiter = LocalRateLimiter.builder().clock(clock).build();
    private final List<Entry> book = new ArrayList<>();
    private long now;

    /** What was admitted at an instant, less what was given back. */
    private static final class Entry {
        private final long at;
        private long units;

        Entry(long at, long units) {
            this.at = at;
            this.units = units;
        }
    }

    private record Open(Reservation reservation, Entry entry) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void noWindowHoldsMoreThanItsBound(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (LimitPolicy policy : policies()) {
            book.clear();
            run(policy, random);
            for (int part = 1; part <= 12; part++) {
                Duration window = policy.window().multipliedBy(part).dividedBy(4);
                assertThat(mostIn(window))
                        .as("%s, any %s, seed %s", policy, window, seed)
                        .isLessThanOrEqualTo(policy.bound(window));
            }
        }
    }

    @Test
    void refundsLetExactlyAsMuchMoreThrough() {
        LimitRequest request = request(SlidingWindow.of("plan", 50, Duration.ofMinutes(1)), 1, false);
        int admitted = 0;
        for (int tries = 0; tries < 1_000; tries++) {
            admitted += limiter.acquire(request) instanceof Decision.Allowed ? 1 : 0;
            if (tries % 10 == 9 && tries < 200) {
                limiter.refund(request);
            }
        }
        assertThat(admitted).isEqualTo(50 + 20);
    }

    private static List<LimitPolicy> policies() {
        return List.of(
                SlidingWindow.of("window", 60, Duration.ofMinutes(1)),
                SlidingWindow.of("odd", 17, Duration.ofMillis(1_009)),
                TokenBucket.of("bucket", 60, Duration.ofMinutes(1), 10),
                TokenBucket.of("smooth", 7, Duration.ofSeconds(11), 1),
                TokenBucket.of("whole", 31, Duration.ofSeconds(3), 31),
                Concurrency.of("places", 9, Duration.ofSeconds(30)));
    }

    private void run(LimitPolicy policy, SplittableRandom random) {
        List<Open> open = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(8)) {
                case 0 -> pass(random.nextLong(1 + policy.window().toNanos() / 1_000 / 10));
                case 1 -> pass(random.nextInt(2_000));
                case 2, 3 -> end(open, policy, random);
                case 4 -> pass(step % 200 == 0 ? policy.window().toNanos() / 900 : 1);
                default -> reserve(open, policy, random);
            }
        }
    }

    private void reserve(List<Open> open, LimitPolicy policy, SplittableRandom random) {
        long units = 1 + random.nextLong(Math.max(1, policy.capacity() / 4));
        boolean estimated = !(policy instanceof Concurrency);
        Reservation reservation = limiter.reserve(request(policy, units, estimated));
        if (reservation.decision() instanceof Decision.Allowed) {
            Entry entry = new Entry(now, units);
            book.add(entry);
            open.add(new Open(reservation, entry));
        }
    }

    private static void end(List<Open> open, LimitPolicy policy, SplittableRandom random) {
        if (open.isEmpty()) {
            return;
        }
        Open ending = open.remove(random.nextInt(open.size()));
        switch (random.nextInt(4)) {
            case 0 -> {
                ending.reservation().cancel();
                ending.entry().units = 0;
            }
            case 1, 2 -> {
                long actual = random.nextLong(ending.entry().units + 1);
                ending.reservation().settle(actual);
                ending.entry().units = policy instanceof Concurrency ? 0 : actual;
            }
            default -> {
                // Its process died.
            }
        }
    }

    private void pass(long micros) {
        now += micros;
        clock.advance(Duration.ofNanos(micros * 1_000));
    }

    private long mostIn(Duration window) {
        long length = window.toNanos() / 1_000;
        long most = 0;
        long units = 0;
        int first = 0;
        for (Entry last : book) {
            units += last.units;
            while (book.get(first).at <= last.at - length) {
                units -= book.get(first++).units;
            }
            most = Math.max(most, units);
        }
        return most;
    }

    private static LimitRequest request(LimitPolicy policy, long units, boolean estimated) {
        Limit limit = Limit.of(LimitKey.platform("test", "one"), policy);
        return estimated ? LimitRequest.ofEstimated(limit, units) : LimitRequest.of(limit, units);
    }
}
