package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two instances that twelve threads ask all the time, and a Redis to which something happens meanwhile. */
class RedisFaultsUnderLoadTest {
    private static final int THREADS = 12;
    private static final int INSTANCES = 2;
    private static final int LIMIT = 10_000;
    private static final Duration LONG = Duration.ofSeconds(10);

    private final TenantId tenant = new TenantId(UUID.randomUUID());
    private final SlidingWindow policy = SlidingWindow.of("plan", LIMIT, Duration.ofHours(1));
    private final Limit open = Limit.of(LimitKey.of(tenant), policy);
    private final Limit closed = Limit.failClosed(LimitKey.of(tenant), policy);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final MeterRegistry metersOfTheOther = new SimpleMeterRegistry();
    private final List<RedisRateLimiter> limiters = new ArrayList<>();
    private final TestRedis redis = TestRedis.start();
    private final ExecutorService clients = Executors.newFixedThreadPool(THREADS);
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicInteger admitted = new AtomicInteger();
    private final List<Future<?>> running = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        ending.set(true);
        clients.shutdown();
        assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        limiters.forEach(RedisRateLimiter::close);
        redis.close();
    }

    @Test
    void admitsExactlyTheLimitWhileItsScriptIsFlushedOverAndOver() throws Exception {
        open(LONG, false);
        everybodyAsksFor(open);
        try (var jedis = redis.connect()) {
            Await.until("everything is spent", () -> {
                jedis.scriptFlush();
                return admitted.get() >= LIMIT;
            });
        }
        everybodyGoesOnFor(1_000);
        end();
        assertThat(admitted).hasValue(LIMIT);
        assertThat(meter("atom.limits.redis.script.loads")).isGreaterThan(1);
        assertThat(decided("instance")).isZero();
    }

    @Test
    void keepsAClosedLimitWhenRedisIsKilledInMidRunAndComesBackEmpty() throws Exception {
        killAndRestartInMidRun(closed, true);
        assertThat(admitted).hasValueLessThanOrEqualTo(LIMIT).hasValueGreaterThan(LIMIT / 2);
    }

    @Test
    void keepsTheBoundOfASharedOutLimitWhenRedisIsKilledInMidRunAndComesBackEmpty() throws Exception {
        killAndRestartInMidRun(open, true);
        assertThat(admitted)
                .as("2 − 1/instances limits")
                .hasValueLessThanOrEqualTo(LIMIT * (2 * INSTANCES - 1) / INSTANCES)
                .hasValueGreaterThan(LIMIT / 2);
    }

    @Test
    void keepsAClosedLimitThenAlsoWithoutTakingAhead() throws Exception {
        killAndRestartInMidRun(closed, false);
        assertThat(admitted).hasValueLessThanOrEqualTo(LIMIT).hasValueGreaterThan(LIMIT * 9 / 10);
    }

    private void killAndRestartInMidRun(Limit limit, boolean leases) throws Exception {
        // One that is killed refuses connections at once; one that is only slow must not be taken for it.
        open(LONG, leases);
        everybodyAsksFor(limit);
        Await.until("a third is spent", () -> admitted.get() > LIMIT / 3);
        redis.kill();
        everybodyGoesOnFor(100);
        redis.restart();
        Await.until("every instance leaves its decisions to Redis", () -> limiters.stream()
                .allMatch(RedisRateLimiter::isShared));
        everybodyGoesOnFor(2 * LIMIT);
        end();
        assertThat(meter("atom.limits.redis.losses")).isEqualTo(1);
    }

    /** While Redis is paused nobody waits for it twice: each decision of the time was made without it. */
    @Test
    void everyDecisionIsMadeWithoutRedisWhileThatIsPaused() throws Exception {
        open(Duration.ofMillis(50), true);
        redis.pause();
        everybodyAsksFor(open);
        everybodyGoesOnFor(50 * THREADS);
        end();
        Await.until("both instances have noticed", () -> limiters.stream().noneMatch(RedisRateLimiter::isShared));
        assertThat(decided("redis") + decided("lease")).isZero();
        assertThat(decided("instance")).isGreaterThan(THREADS);
        assertThat(meter("atom.limits.redis.failures"))
                .as("one for each thread that asked before it was known, and the looks from the background")
                .isBetween(1.0, THREADS + 2.0 + limiters.get(0).looks());
        assertThat(admitted).hasValueLessThanOrEqualTo(LIMIT);
    }

    private void open(Duration timeout, boolean leases) {
        RedisSettings settings = RedisSettings.at(redis.url())
                .timeout(timeout)
                .instances(INSTANCES)
                .leases(leases)
                .build();
        limiters.add(RedisRateLimiter.open(settings, meters));
        limiters.add(RedisRateLimiter.open(settings, metersOfTheOther));
        Await.until("the instances have seen each other", () -> limiters.get(0).instances() == INSTANCES);
    }

    private void everybodyAsksFor(Limit limit) {
        LimitRequest[] requests = {LimitRequest.of(limit), LimitRequest.of(limit)};
        for (int i = 0; i < THREADS; i++) {
            int instance = i % INSTANCES;
            running.add(clients.submit(() -> askUntilTheEnd(limiters.get(instance), requests[instance])));
        }
    }

    private void askUntilTheEnd(RateLimiter limiter, LimitRequest request) {
        while (!ending.get()) {
            if (limiter.acquire(request) instanceof Decision.Allowed) {
                admitted.incrementAndGet();
            }
            tries.incrementAndGet();
            // Or everything were spent before anything happens.
            LockSupport.parkNanos(20_000);
        }
    }

    private void everybodyGoesOnFor(int further) {
        int before = tries.get();
        Await.until(further + " further decisions", () -> tries.get() - before >= further);
    }

    private void end() throws Exception {
        ending.set(true);
        for (Future<?> each : running) {
            each.get();
        }
    }

    private double meter(String name) {
        return meters.get(name).counter().count();
    }

    private double decided(String by) {
        return Stream.of(meters, metersOfTheOther)
                .mapToDouble(each -> each.get("atom.limits.redis.decisions")
                        .tag("by", by)
                        .counter()
                        .count())
                .sum();
    }
}
