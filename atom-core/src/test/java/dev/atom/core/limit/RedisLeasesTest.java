package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisLeasesTest {
    private static TestRedis redis;

    private final TenantId tenant = new TenantId(UUID.randomUUID());
    private final LimitKey key = LimitKey.of(tenant);

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    /** As delivered; see {@link RedisExactnessTest} for every decision in Redis. A limit so small is never taken ahead. */
    @Test
    void admitsExactlyASmallLimitToFourProcesses() {
        var processes = IntStream.range(0, 4)
                .mapToObj(i -> LimiterProcess.start(redis, tenant, true, 64, 400))
                .toList();
        try {
            processes.forEach(LimiterProcess::awaitReady);
            processes.forEach(LimiterProcess::go);
            assertThat(processes.stream().mapToInt(LimiterProcess::admitted).sum())
                    .isEqualTo(100);
        } finally {
            processes.forEach(LimiterProcess::close);
        }
    }

    @Test
    void decidesABusyLimitMostlyWithoutRoundTrips() {
        MeterRegistry meters = new SimpleMeterRegistry();
        Limit plenty = Limit.of(key, SlidingWindow.of("plenty", 1_000_000, Duration.ofHours(1)));
        try (RedisRateLimiter limiter = openBusy(meters)) {
            assertThat(allowed(limiter, plenty, 20_000)).isEqualTo(20_000);
            assertThat(by(meters, "lease")).isGreaterThan(by(meters, "redis"));
        }
    }

    @Test
    void takesTheMoreAheadTheBusierALimitIs() {
        MeterRegistry meters = new SimpleMeterRegistry();
        Limit endless = Limit.of(key, SlidingWindow.of("endless", Integer.MAX_VALUE, Duration.ofHours(1)));
        try (RedisRateLimiter limiter = openBusy(meters)) {
            assertThat(allowed(limiter, endless, 200_000)).isEqualTo(200_000);
            assertThat(by(meters, "redis"))
                    .as("round trips; the smallest leases would have taken three thousand")
                    .isLessThan(1_000);
        }
    }

    @Test
    void takesNothingAheadOfALimitThatIsNotBusy() {
        Limit plenty = Limit.of(key, SlidingWindow.of("plenty", 1_000_000, Duration.ofHours(1)));
        try (RedisRateLimiter limiter = open(new SimpleMeterRegistry());
                RedisRateLimiter other = open(new SimpleMeterRegistry())) {
            assertThat(allowed(limiter, plenty, 49)).isEqualTo(49);
            assertThat(other.peek(LimitRequest.of(plenty)).states().get(0).remaining())
                    .isEqualTo(1_000_000 - 49);
        }
    }

    @Test
    void takesNothingAheadOfASmallLimitHoweverBusyItIs() {
        Limit small = Limit.of(key, SlidingWindow.of("small", 127, Duration.ofHours(1)));
        try (RedisRateLimiter limiter = open(new SimpleMeterRegistry());
                RedisRateLimiter other = open(new SimpleMeterRegistry())) {
            assertThat(allowed(limiter, small, 70)).isEqualTo(70);
            assertThat(other.peek(LimitRequest.of(small)).states().get(0).remaining())
                    .isEqualTo(57);
        }
    }

    /** Smaller leases would not be worth it, and a limit that is nearly reached is decided to the last unit. */
    @Test
    void holdsNoneOfTheLast64UnitsForEachInstance() {
        int limit = 1_000;
        LimitRequest request = LimitRequest.of(Limit.of(key, SlidingWindow.of("medium", limit, Duration.ofHours(1))));
        MeterRegistry meters = new SimpleMeterRegistry();
        try (RedisRateLimiter limiter = openBusy(meters);
                RedisRateLimiter other = open(new SimpleMeterRegistry())) {
            for (int spent = 1; spent <= limit; spent++) {
                assertThat(limiter.acquire(request)).isInstanceOf(Decision.Allowed.class);
                // Looks now and then, so that the limit is busy in between.
                if (spent % 100 == 0 || spent > limit - 150) {
                    assertNoneOfTheLast64IsHeld(other.peek(request), limit - spent);
                }
            }
            assertThat(by(meters, "lease")).isPositive();
        }
    }

    private static void assertNoneOfTheLast64IsHeld(Decision seen, int unspent) {
        long remaining = seen.states().get(0).remaining();
        long held = unspent - remaining;
        assertThat(held).isNotNegative();
        if (held > 0) {
            assertThat(remaining).isGreaterThanOrEqualTo(64);
        }
    }

    /** What one holds unspent is missing to the other for a moment, and to nobody for longer. */
    @Test
    void instancesThatGoOnAskingGetTheWholeLimitAndNotOneMore() throws Exception {
        int limit = 20_000;
        LimitRequest request = LimitRequest.of(Limit.of(key, SlidingWindow.of("large", limit, Duration.ofHours(1))));
        AtomicInteger admitted = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try (RedisRateLimiter first = open(new SimpleMeterRegistry());
                RedisRateLimiter second = open(new SimpleMeterRegistry())) {
            List<Future<?>> bursts = new ArrayList<>();
            for (int client = 0; client < 8; client++) {
                RateLimiter limiter = client % 2 == 0 ? first : second;
                bursts.add(clients.submit(() -> spend(limiter, LimitRequest.of(request.limit()), 4_000, admitted)));
            }
            for (Future<?> each : bursts) {
                each.get();
            }
            assertThat(admitted.get()).isBetween(limit / 4, limit);
            Await.until("one of them gets the rest", () -> {
                spend(first, request, 100, admitted);
                return admitted.get() >= limit;
            });
            spend(second, LimitRequest.of(request.limit()), 100, admitted);
            assertThat(admitted).hasValue(limit);
        } finally {
            clients.shutdownNow();
        }
    }

    private static void spend(RateLimiter limiter, LimitRequest request, int tries, AtomicInteger admitted) {
        for (int i = 0; i < tries; i++) {
            if (limiter.acquire(request) instanceof Decision.Allowed) {
                admitted.incrementAndGet();
            }
        }
    }

    /** Requests whose second limit had no lease took the first one ahead again and again, and kept all of it from others. */
    @Test
    void requestsOfManyUsersLeaveTheirTenantsLimitToOthers() {
        Limit plan = Limit.of(key, SlidingWindow.of("plan", 20_000, Duration.ofHours(1)));
        try (RedisRateLimiter limiter = open(new SimpleMeterRegistry());
                RedisRateLimiter stranger = open(new SimpleMeterRegistry())) {
            int spent = allowed(limiter, plan, 60);
            for (int user = 0; user < 30; user++) {
                Limit own = Limit.of(LimitKey.of(tenant, "user", "u" + user), plan.policy());
                spent += limiter.acquire(LimitRequest.of(plan).and(own)) instanceof Decision.Allowed ? 1 : 0;
            }
            assertThat(stranger.peek(LimitRequest.of(plan)).states().get(0).remaining())
                    .isGreaterThan(20_000 - spent - 1_000);
        }
    }

    @Test
    void givesBackWhatItTookAheadWhenItIsClosed() {
        Limit plenty = Limit.of(key, SlidingWindow.of("plenty", 1_000_000, Duration.ofHours(1)));
        Limit bucket = Limit.of(key, TokenBucket.of("bucket", 1_000, Duration.ofSeconds(1), 1_000_000));
        LimitRequest both = LimitRequest.of(plenty, 2).and(bucket, 3);
        try (RedisRateLimiter limiter = open(new SimpleMeterRegistry())) {
            for (int i = 0; i < 5_000; i++) {
                limiter.acquire(both);
            }
        }
        try (RedisRateLimiter other = open(new SimpleMeterRegistry())) {
            assertThat(other.peek(both).states().get(0).remaining()).isEqualTo(1_000_000 - 10_000);
        }
    }

    /** A lease that the background was just looking at was overlooked, and its units were kept from others. */
    @Test
    void givesBackWhatItTookAheadOnlyWhenTheBackgroundLooksNoMore() {
        Thread closing = Thread.currentThread();
        AtomicReference<Thread> background = new AtomicReference<>();
        List<Boolean> lookedOn = new CopyOnWriteArrayList<>();
        RedisRateLimiter limiter =
                RedisRateLimiter.open(settings(), new SimpleMeterRegistry(), RedisScripts.DELIVERED, () -> {
                    Thread asking = Thread.currentThread();
                    Thread looking = background.get();
                    if (asking != closing) {
                        background.set(asking);
                    } else if (looking != null) {
                        lookedOn.add(looking.isAlive());
                    }
                    return System.nanoTime();
                });
        Await.until("the background has looked", () -> background.get() != null);

        limiter.close();

        assertThat(lookedOn)
                .as("whether the background lived when leases were looked through")
                .containsExactly(false);
    }

    @Test
    void givesBackWhatItTookAheadWhenNobodyAsksAnyMore() {
        Limit plenty = Limit.of(key, SlidingWindow.of("plenty", 1_000_000, Duration.ofHours(1)));
        try (RedisRateLimiter limiter = open(new SimpleMeterRegistry());
                RedisRateLimiter other = open(new SimpleMeterRegistry())) {
            int spent = allowed(limiter, plenty, 3_000);
            Await.until(
                    "only what was spent is missing",
                    () -> other.peek(LimitRequest.of(plenty)).states().get(0).remaining() == 1_000_000 - spent);
        }
    }

    @Test
    void keepsToTheBoundOfAShortWindowWhoeverTakesAhead() {
        SlidingWindow window = SlidingWindow.of("short", 2_000, Duration.ofMillis(600));
        greedy(Limit.of(key, window));
    }

    @Test
    void keepsToTheBoundOfABucketWhoeverTakesAhead() {
        TokenBucket bucket = TokenBucket.of("fast", 4_000, Duration.ofMillis(600), 2_000);
        greedy(Limit.of(key, bucket));
    }

    @Test
    void anUpgradeHoldsFromTheNextDecisionInSpiteOfADenial() {
        Limit small = Limit.of(key, SlidingWindow.of("plan", 1, Duration.ofHours(1)));
        Limit large = Limit.of(key, SlidingWindow.of("plan", 2, Duration.ofHours(1)));
        try (RedisRateLimiter limiter = open(new SimpleMeterRegistry())) {
            assertThat(allowed(limiter, small, 3)).isEqualTo(1);
            assertThat(allowed(limiter, large, 3)).isEqualTo(1);
        }
    }

    @Test
    void aRefundHoldsFromTheNextDecisionInSpiteOfADenial() {
        LimitRequest one = LimitRequest.of(Limit.of(key, SlidingWindow.of("plan", 1, Duration.ofHours(1))));
        try (RedisRateLimiter limiter = open(new SimpleMeterRegistry())) {
            assertThat(limiter.acquire(one)).isInstanceOf(Decision.Allowed.class);
            assertThat(limiter.acquire(one)).isInstanceOf(Decision.Denied.class);
            limiter.refund(one);
            assertThat(limiter.acquire(one)).isInstanceOf(Decision.Allowed.class);
        }
    }

    /** Two instances take all they can for two windows; no window of what they got may hold more than the bound. */
    private static void greedy(Limit limit) {
        long bound = limit.policy().bound(limit.policy().window());
        long window = limit.policy().window().toNanos();
        LimitRequest request = LimitRequest.of(limit);
        try (RedisRateLimiter first = open(new SimpleMeterRegistry());
                RedisRateLimiter second = open(new SimpleMeterRegistry())) {
            Deque<Long> admitted = new ArrayDeque<>();
            long end = System.nanoTime() + 2 * window;
            while (System.nanoTime() - end < 0) {
                for (RateLimiter limiter : new RateLimiter[] {first, second}) {
                    long before = System.nanoTime();
                    if (limiter.acquire(request) instanceof Decision.Allowed) {
                        // It was admitted after this instant and before the next.
                        admitted.addLast(before);
                        long after = System.nanoTime();
                        while (after - admitted.getFirst() >= window) {
                            admitted.removeFirst();
                        }
                        assertThat(admitted.size()).isLessThanOrEqualTo(Math.toIntExact(bound));
                    }
                }
            }
            assertThat(admitted).isNotEmpty();
        }
    }

    private static RedisRateLimiter open(MeterRegistry meters) {
        return RedisRateLimiter.open(settings(), meters);
    }

    /** For whom no time passes: so everything comes in a rush and no lease ends, however busy the machine is with other things. */
    private static RedisRateLimiter openBusy(MeterRegistry meters) {
        return RedisRateLimiter.open(settings(), meters, RedisScripts.DELIVERED, () -> 0);
    }

    private static RedisSettings settings() {
        return RedisSettings.at(redis.url()).timeout(Duration.ofSeconds(10)).build();
    }

    private static int allowed(RateLimiter limiter, Limit limit, int tries) {
        LimitRequest request = LimitRequest.of(limit);
        int allowed = 0;
        for (int i = 0; i < tries; i++) {
            allowed += limiter.acquire(request) instanceof Decision.Allowed ? 1 : 0;
        }
        return allowed;
    }

    private static double by(MeterRegistry meters, String whom) {
        return meters.get("atom.limits.redis.decisions")
                .tag("by", whom)
                .counter()
                .count();
    }
}
