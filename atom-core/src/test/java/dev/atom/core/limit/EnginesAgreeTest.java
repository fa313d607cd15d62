package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both engines, on one clock, are asked the same things in a random order, and must give the same answers down to each figure. */
class EnginesAgreeTest {
    private static final int STEPS = 5_000;

    private final TenantId tenant = new TenantId(new UUID(7, 9));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void onEveryDecisionOfARandomSchedule(long seed) {
        Random random = new Random(seed);
        try (TestRedis redis = TestRedis.start();
                ManualServerTime time = new ManualServerTime(redis, "now");
                RateLimiter local =
                        LocalRateLimiter.builder().showing(time::micros).build();
                RateLimiter shared = RedisRateLimiter.open(
                        RedisSettings.at(redis.url())
                                .timeout(Duration.ofSeconds(10))
                                .leases(false)
                                .build(),
                        new SimpleMeterRegistry(),
                        time.scripts(),
                        time::nanos)) {
            Deque<Reservation[]> held = new ArrayDeque<>();
            for (int step = 0; step < STEPS; step++) {
                time.advance(pause(random));
                step(random, local, shared, held, "seed " + seed + ", step " + step);
            }
        }
    }

    private void step(Random random, RateLimiter local, RateLimiter shared, Deque<Reservation[]> held, String where) {
        LimitRequest request = request(random, random.nextInt(3) == 0);
        switch (random.nextInt(8)) {
            case 0 -> same(local.peek(request), shared.peek(request), where + ", peek");
            case 1 -> {
                LimitRequest free = request(random, false);
                local.refund(free);
                shared.refund(free);
            }
            case 2, 3 -> {
                Reservation[] both = {local.reserve(request), shared.reserve(request)};
                same(both[0].decision(), both[1].decision(), where + ", reserve");
                held.addLast(both);
            }
            case 4 -> end(random, held);
            default -> {
                LimitRequest free = request(random, false);
                same(local.acquire(free), shared.acquire(free), where + ", acquire");
            }
        }
    }

    private static void end(Random random, Deque<Reservation[]> held) {
        if (held.isEmpty()) {
            return;
        }
        Reservation[] both = random.nextBoolean() ? held.removeFirst() : held.removeLast();
        int how = random.nextInt(4);
        long actual = random.nextInt(12);
        for (Reservation each : both) {
            switch (how) {
                case 0 -> each.cancel();
                case 1 -> each.close();
                default -> each.settle(actual);
            }
        }
    }

    private static void same(Decision local, Decision shared, String where) {
        assertThat(shared instanceof Decision.Allowed).as(where).isEqualTo(local instanceof Decision.Allowed);
        if (local instanceof Decision.Denied denied) {
            Decision.Denied other = (Decision.Denied) shared;
            assertThat(other.violated()).as(where).isEqualTo(denied.violated());
            assertThat(other.reason()).as(where).isEqualTo(denied.reason());
            assertThat(other.retryAfter()).as(where).isEqualTo(denied.retryAfter());
        }
        assertThat(shared.states()).as(where).isEqualTo(local.states());
    }

    /** Mostly short, now and then past a sub-window's end, rarely past a whole window. */
    private static Duration pause(Random random) {
        return switch (random.nextInt(20)) {
            case 0 -> Duration.ofMillis(random.nextInt(900));
            case 1 -> Duration.ofNanos(random.nextLong(40_000_000_000L));
            case 2, 3, 4, 5, 6 -> Duration.ZERO;
            default -> Duration.ofNanos(1_000L * random.nextInt(60_000));
        };
    }

    private LimitRequest request(Random random, boolean places) {
        List<Limit> limits = new ArrayList<>();
        for (int kind = 0; kind < (places ? 3 : 2); kind++) {
            LimitKey key = LimitKey.of(tenant, "user", Integer.toString(random.nextInt(2)));
            limits.add(Limit.of(key, policy(random, kind)));
        }
        Collections.shuffle(limits, random);
        LimitRequest request = one(random, limits.get(0));
        for (Limit limit : limits.subList(1, 1 + random.nextInt(limits.size()))) {
            request = isEstimated(random, limit)
                    ? request.andEstimated(limit, cost(random))
                    : request.and(limit, cost(random));
        }
        return request;
    }

    private static LimitRequest one(Random random, Limit limit) {
        return isEstimated(random, limit)
                ? LimitRequest.ofEstimated(limit, cost(random))
                : LimitRequest.of(limit, cost(random));
    }

    private static boolean isEstimated(Random random, Limit limit) {
        return random.nextBoolean() && !(limit.policy() instanceof Concurrency);
    }

    private static long cost(Random random) {
        return random.nextInt(6) == 0 ? 1 + random.nextInt(14) : 1;
    }

    /** Mostly the same numbers; now and then a plan changes. */
    private static LimitPolicy policy(Random random, int kind) {
        boolean changed = random.nextInt(40) == 0;
        return switch (kind) {
            case 0 ->
                SlidingWindow.of(
                        "window",
                        changed ? 6 : 11,
                        changed && random.nextBoolean() ? Duration.ofSeconds(1) : Duration.ofMillis(2_500));
            case 1 -> TokenBucket.of("bucket", changed ? 9 : 17, Duration.ofSeconds(1), changed ? 5 : 10);
            default -> Concurrency.of("places", changed ? 3 : 6, Duration.ofMillis(1_700));
        };
    }
}
