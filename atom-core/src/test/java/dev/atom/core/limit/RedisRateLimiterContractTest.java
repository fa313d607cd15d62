package dev.atom.core.limit;

import dev.atom.tck.LimiterSubject;
import dev.atom.tck.RateLimiterContract;
import dev.atom.tck.RateLimiterThreadsContract;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The engine in Redis, on a clock that the test holds and whose nanoseconds overflow in the middle of every test. */
class RedisRateLimiterContractTest {
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

    private LimiterSubject limiter(boolean leases) {
        String name = "contract-" + ++count;
        ManualServerTime time = new ManualServerTime(redis, name + ":now");
        clocks.add(time);
        RedisSettings settings = RedisSettings.at(redis.url())
                .timeout(Duration.ofSeconds(10))
                .prefix(name)
                .leases(leases)
                .build();
        RedisRateLimiter limiter =
                RedisRateLimiter.open(settings, new SimpleMeterRegistry(), time.scripts(), time::nanos);
        return new EngineSubject(limiter, time::advance);
    }

    @AfterEach
    void stopClocks() {
        clocks.forEach(ManualServerTime::close);
    }

    @Nested
    class WithEveryDecisionInRedis extends RateLimiterContract {
        @Override
        protected LimiterSubject limiter() {
            return RedisRateLimiterContractTest.this.limiter(false);
        }
    }

    @Nested
    class AsDelivered extends RateLimiterContract {
        @Override
        protected LimiterSubject limiter() {
            return RedisRateLimiterContractTest.this.limiter(true);
        }
    }

    @Nested
    class InManyThreads extends RateLimiterThreadsContract {
        @Override
        protected LimiterSubject limiter() {
            return RedisRateLimiterContractTest.this.limiter(true);
        }
    }
}
