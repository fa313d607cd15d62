package dev.atom.core.limit;

import dev.atom.tck.LimiterSubject;
import dev.atom.tck.RateLimiterContract;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The engine in Redis, on a clock that the test holds. */
class RedisRateLimiterContractTest extends RateLimiterContract {
    private static TestRedis redis;
    private static int count;

    private final List<ManualServerTime> clocks = new ArrayList<>();

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Override
    protected LimiterSubject limiter() {
        String name = "contract-" + ++count;
        ManualServerTime time = new ManualServerTime(redis, name + ":now");
        clocks.add(time);
        RedisSettings settings = RedisSettings.at(redis.url())
                .timeout(Duration.ofSeconds(10))
                .prefix(name)
                .leases(false)
                .build();
        RedisRateLimiter limiter =
                RedisRateLimiter.open(settings, new SimpleMeterRegistry(), time.scripts(), time::nanos);
        return new EngineSubject(limiter, time::advance);
    }

    @AfterEach
    void stopClocks() {
        clocks.forEach(ManualServerTime::close);
    }
}
