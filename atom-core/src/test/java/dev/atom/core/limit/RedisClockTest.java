package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances and a real Redis whose clock is set forward and back an hour while they decide; instances have none. */
class RedisClockTest {
    private static final int LIMIT = 100;
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestRedis redis = TestRedis.start();
    private final ManualServerTime time = new ManualServerTime(redis, "clock");
    private final TenantId tenant = new TenantId(UUID.randomUUID());
    private final RedisRateLimiter one = open();
    private final RedisRateLimiter other = open();

    private RedisRateLimiter open() {
        RedisSettings settings = RedisSettings.at(redis.url())
                .timeout(Duration.ofSeconds(5))
                .instances(2)
                .leases(false)
                .build();
        return RedisRateLimiter.open(settings, new SimpleMeterRegistry(), time.scripts(), System::nanoTime);
    }

    @BeforeEach
    void awaitBoth() {
        Await.until("both leave their decisions to Redis", () -> one.isShared() && other.isShared());
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        time.close();
        redis.close();
    }

    @Test
    void aServerWhoseClockIsSetBackAdmitsNothingTwice() {
        for (Limit limit : new Limit[] {window("back"), bucket("back")}) {
            assertThat(spend(limit)).isEqualTo(LIMIT);
            time.advance(HOUR.negated());
            assertThat(spend(limit)).isZero();
            time.advance(HOUR);
            assertThat(spend(limit)).isZero();
        }
    }

    @Test
    void aServerWhoseClockIsSetForwardAdmitsOneLimitMoreAndNoSecondWhenItIsSetRight() {
        for (Limit limit : new Limit[] {window("forward"), bucket("forward")}) {
            assertThat(spend(limit)).isEqualTo(LIMIT);
            time.advance(HOUR);
            assertThat(spend(limit)).isEqualTo(LIMIT);
            time.advance(HOUR.negated());
            assertThat(spend(limit)).isZero();
        }
    }

    private Limit window(String name) {
        return Limit.of(LimitKey.of(tenant), SlidingWindow.of(name, LIMIT, Duration.ofMinutes(1)));
    }

    private Limit bucket(String name) {
        return Limit.of(LimitKey.of(tenant), TokenBucket.of(name, LIMIT, Duration.ofMinutes(1), LIMIT));
    }

    private int spend(Limit limit) {
        int admitted = 0;
        for (int i = 0; i < 2 * LIMIT; i++) {
            RateLimiter by = i % 2 == 0 ? one : other;
            admitted += by.acquire(LimitRequest.of(limit)) instanceof Decision.Allowed ? 1 : 0;
        }
        return admitted;
    }
}
