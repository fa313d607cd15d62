package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Two instances, a limit of 100, and a Redis to which everything happens. */
class RedisFaultsTest {
    private static final int LIMIT = 100;
    private static final int INSTANCES = 2;
    /** What Redis says of the time of a key that has none. */
    private static final long FOR_EVER = -1;

    private final TenantId tenant = new TenantId(UUID.randomUUID());
    private final Limit open = Limit.of(LimitKey.of(tenant), SlidingWindow.of("open", LIMIT, Duration.ofHours(1)));
    private final Limit closed =
            Limit.failClosed(LimitKey.of(tenant), SlidingWindow.of("closed", LIMIT, Duration.ofHours(1)));
    private final Limit bucket =
            Limit.of(LimitKey.of(tenant), TokenBucket.of("bucket", LIMIT, Duration.ofDays(30), LIMIT));
    private final Limit places = Limit.of(LimitKey.of(tenant), Concurrency.of("places", 4, Duration.ofHours(1)));
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<RedisRateLimiter> limiters = new ArrayList<>();
    private TestRedis redis;

    @BeforeEach
    void start() {
        redis = TestRedis.start();
        open(meters);
        open(new SimpleMeterRegistry());
        Await.until("the instances have seen each other", () -> meter("atom.limits.instances") == INSTANCES);
    }

    @AfterEach
    void stop() {
        limiters.forEach(RedisRateLimiter::close);
        redis.close();
    }

    @Test
    void keepsToTheLimitWhenRedisIsKilledAndComesBackEmpty() {
        assertThat(spend(open, 30)).isEqualTo(30);
        redis.kill();
        int away = spend(open, 30);
        redis.restart();
        awaitShared();
        assertThat(30 + away + spend(open, 2 * LIMIT)).isEqualTo(LIMIT);
        assertThat(meter("atom.limits.redis.losses")).isEqualTo(1);
    }

    @Test
    void keepsToTheLimitWhenRedisComesBackFromAnOldFile() {
        int admitted = spend(open, 30);
        try (Jedis jedis = redis.connect()) {
            jedis.save();
        }
        admitted += spend(open, 40);
        awaitSeenSinceTheFile();
        redis.kill();
        redis.restart();
        admitted += spend(open, 2 * LIMIT);
        awaitShared();
        assertThat(admitted + spend(open, 2 * LIMIT)).isEqualTo(LIMIT);
        assertThat(meter("atom.limits.redis.losses")).isEqualTo(1);
    }

    /** Every instance looks at Redis once more. */
    private void awaitSeenSinceTheFile() {
        for (RedisRateLimiter limiter : limiters) {
            int before = limiter.looks();
            Await.until("another look", () -> limiter.looks() > before + 1);
        }
    }

    @Test
    void keepsToTheLimitWhenEverythingIsFlushed() {
        assertThat(spend(open, 60)).isEqualTo(60);
        assertThat(spend(bucket, 60)).isEqualTo(60);
        flush();
        int first = spend(open, 10);
        awaitShared();
        assertThat(60 + first + spend(open, 2 * LIMIT)).isEqualTo(LIMIT);
        assertThat(60 + spend(bucket, 2 * LIMIT)).isEqualTo(LIMIT);
        try (Jedis jedis = redis.connect()) {
            assertThat(jedis.keys("*"))
                    .hasSize(5)
                    .allSatisfy(key -> assertThat(jedis.pttl(key)).as(key).isNotEqualTo(FOR_EVER));
        }
    }

    /** Each instance in turn is the only one that knows: so the first that is back is at least once the one that does not. */
    @Test
    void nobodyLeavesDecisionsToAMemoryThatLacksWhatAnotherInstanceKnows() {
        for (int knowing = 0; knowing < INSTANCES; knowing++) {
            Limit limit = Limit.failClosed(
                    LimitKey.of(new TenantId(UUID.randomUUID())),
                    SlidingWindow.of("closed", LIMIT, Duration.ofHours(1)));
            int admitted = 0;
            for (int i = 0; i < LIMIT; i++) {
                admitted += take(limiters.get(knowing), limit);
            }
            assertThat(admitted).isEqualTo(LIMIT);

            flush();
            Await.until("every instance has noticed", () -> {
                assertThat(spend(limit, INSTANCES)).isZero();
                return limiters.stream().noneMatch(RedisRateLimiter::isShared);
            });
            Await.until("every instance is back", () -> {
                assertThat(spend(limit, INSTANCES)).isZero();
                return limiters.stream().allMatch(RedisRateLimiter::isShared);
            });
        }
    }

    @Test
    void admitsAtMostOneShareTooManyWhenOnlyTheOtherInstanceKnows() {
        for (int i = 0; i < LIMIT; i++) {
            take(limiters.get(0), open);
        }
        redis.kill();
        int ignorant = 0;
        for (int i = 0; i < LIMIT; i++) {
            ignorant += take(limiters.get(1), open);
        }
        assertThat(ignorant).isEqualTo(LIMIT / INSTANCES);
    }

    @Test
    void closesWhatIsToBeClosed() {
        assertThat(spend(closed, 10)).isEqualTo(10);
        redis.kill();
        Decision.Denied denied = (Decision.Denied) limiters.get(0).acquire(LimitRequest.of(closed));
        assertThat(denied.reason()).isEqualTo(Decision.Reason.UNAVAILABLE);
        assertThat(denied.violated()).containsExactly(closed);
        assertThat(spend(closed, 20)).isZero();
        redis.restart();
        awaitShared();
        assertThat(spend(closed, 2 * LIMIT)).isEqualTo(LIMIT - 10);
    }

    /** Names of strangers filled the memory of an instance, and tenants whom it had no room for were refused without Redis. */
    @Test
    void aFloodOfLogInsTakesNothingFromTenantsWhenRedisIsAway() {
        SlidingWindow policy = SlidingWindow.of("log-ins-anywhere", LIMIT, Duration.ofHours(1));
        RedisRateLimiter limiter = limiters.get(0);
        for (int i = 0; i < 6_000; i++) {
            LimitRequest request = LimitRequest.of(Limit.failClosed(LimitKey.platform("account", "a" + i), policy))
                    .and(Limit.failClosed(LimitKey.platform("address", "b" + i), policy));
            assertThat(limiter.acquire(request)).isInstanceOf(Decision.Allowed.class);
        }
        assertThat(meter("atom.limits.redis.unremembered")).isPositive();
        assertThat(spend(open, 10)).isEqualTo(10);
        redis.kill();
        assertThat(10 + spend(open, 2 * LIMIT)).isEqualTo(LIMIT);
    }

    @Test
    void chargesWhatACallCostMoreThanItsEstimateWhileRedisIsAwayAndAfterwards() {
        Reservation before = limiters.get(0).reserve(LimitRequest.ofEstimated(open, 10));
        redis.kill();
        Reservation meanwhile = limiters.get(1).reserve(LimitRequest.ofEstimated(open, 10));
        before.settle(40);
        meanwhile.settle(10 + 15);

        // Here what is taken without Redis counts once for each instance: 10 + 2 * 30, and 2 * 10 + 2 * 15.
        assertThat(peeks(limiters.get(0), 15)).isTrue();
        assertThat(peeks(limiters.get(0), 16)).isFalse();
        redis.restart();
        awaitShared();
        int rest = spend(open, 2 * LIMIT);
        assertThat(40 + 25 + rest).as("spent, and what it cost").isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void whatACallCostMoreThanItsEstimateIsToldAgainWhenEverythingIsFlushed() {
        for (Limit limit : List.of(open, bucket)) {
            Reservation call = limiters.get(0).reserve(LimitRequest.ofEstimated(limit, 10));
            call.settle(70);
        }
        flush();
        take(limiters.get(0), closed);
        awaitShared();
        assertThat(spend(open, 2 * LIMIT)).isLessThanOrEqualTo(LIMIT - 70);
        assertThat(spend(bucket, 2 * LIMIT)).isLessThanOrEqualTo(LIMIT - 70);
    }

    private boolean peeks(RateLimiter limiter, long cost) {
        return limiter.peek(LimitRequest.of(open, cost)) instanceof Decision.Allowed;
    }

    @Test
    void loadsItsScriptAgainWhenItWasFlushed() {
        int admitted = 0;
        for (int i = 0; i < 10; i++) {
            admitted += spend(open, 20);
            try (Jedis jedis = redis.connect()) {
                jedis.scriptFlush();
            }
        }
        assertThat(admitted).isEqualTo(LIMIT);
        assertThat(meter("atom.limits.redis.script.loads")).isPositive();
        assertThat(meter("atom.limits.redis.available")).isEqualTo(1);
    }

    @Test
    void decidesWithoutWaitingWhileRedisIsPaused() {
        limiters.forEach(RedisRateLimiter::close);
        limiters.clear();
        MeterRegistry impatient = new SimpleMeterRegistry();
        open(impatient, Duration.ofMillis(300));
        open(new SimpleMeterRegistry(), Duration.ofMillis(300));
        assertThat(spend(open, 40)).isEqualTo(40);
        int looks = limiters.get(0).looks();
        double failures = failures(impatient);
        redis.pause();
        int paused = spend(open, 4 * LIMIT);
        Await.until("somebody has waited in vain", () -> failures(impatient) > failures);
        assertThat(failures(impatient) - failures)
                .as("of 200 decisions one, and the looks in the background, waited in vain")
                .isLessThanOrEqualTo(2.0 + limiters.get(0).looks() - looks);
        Await.until(
                "the gauge says that Redis is away",
                () -> impatient.get("atom.limits.redis.available").gauge().value() == 0);
        assertThat(limiters).noneMatch(RedisRateLimiter::isShared);
        redis.resume();
        awaitShared();
        assertThat(40 + paused + spend(open, 2 * LIMIT)).isLessThanOrEqualTo(LIMIT);
        assertThat(impatient.get("atom.limits.redis.losses").counter().count()).isZero();
    }

    @Test
    void keepsPlacesThatAreHeldWhenRedisForgets() {
        Reservation held = limiters.get(0).reserve(LimitRequest.of(places, 3));
        flush();
        take(limiters.get(0), open);
        awaitShared();
        assertThat(limiters.get(1).reserve(LimitRequest.of(places, 2)).decision())
                .isInstanceOf(Decision.Denied.class);
        held.close();
        assertThat(limiters.get(1).reserve(LimitRequest.of(places, 4)).decision())
                .isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void startsWithoutRedisAndSharesWhenItComes() {
        redis.kill();
        limiters.forEach(RedisRateLimiter::close);
        limiters.clear();
        MeterRegistry fresh = new SimpleMeterRegistry();
        RedisRateLimiter first = open(fresh);
        RedisRateLimiter second = open(new SimpleMeterRegistry());
        int alone = 0;
        for (int i = 0; i < LIMIT; i++) {
            alone += take(first, open) + take(second, open);
        }
        assertThat(alone).isEqualTo(LIMIT);
        redis.restart();
        Await.until(
                "the limit is shared",
                () -> fresh.get("atom.limits.redis.available").gauge().value() == 1);
        Await.until("both have told", () -> first.peek(LimitRequest.of(open)) instanceof Decision.Denied);
        assertThat(take(first, open)).isZero();
    }

    private RedisRateLimiter open(MeterRegistry registry) {
        // One that is killed refuses connections at once; one that is only slow must not be taken for it.
        return open(registry, Duration.ofSeconds(10));
    }

    private RedisRateLimiter open(MeterRegistry registry, Duration timeout) {
        RedisSettings settings = RedisSettings.at(redis.url())
                .timeout(timeout)
                .instances(INSTANCES)
                .leases(false)
                .build();
        RedisRateLimiter limiter = RedisRateLimiter.open(settings, registry);
        limiters.add(limiter);
        return limiter;
    }

    /** How many of so many tries are admitted, by one instance after the other. */
    private int spend(Limit limit, int tries) {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += take(limiters.get(i % INSTANCES), limit);
        }
        return admitted;
    }

    private static int take(RateLimiter limiter, Limit limit) {
        return limiter.acquire(LimitRequest.of(limit)) instanceof Decision.Allowed ? 1 : 0;
    }

    private void flush() {
        try (Jedis jedis = redis.connect()) {
            jedis.flushAll();
        }
    }

    private void awaitShared() {
        Await.until("every instance leaves its decisions to Redis", () -> limiters.stream()
                .allMatch(RedisRateLimiter::isShared));
    }

    private static double failures(MeterRegistry registry) {
        return registry.get("atom.limits.redis.failures").counter().count();
    }

    private double meter(String name) {
        return name.equals("atom.limits.instances") || name.endsWith("available")
                ? meters.get(name).gauge().value()
                : meters.get(name).counter().count();
    }
}
