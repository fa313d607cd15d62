package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class RedisRateLimiterTest {
    /** What Redis says of the time of a key that has none; of one that has gone meanwhile it says something else. */
    private static final long FOR_EVER = -1;

    private static TestRedis redis;

    private final TenantId tenant = new TenantId(UUID.randomUUID());
    private final Limit minute = Limit.of(LimitKey.of(tenant), SlidingWindow.of("plan", 10, Duration.ofMinutes(1)));
    private final Limit burst = Limit.of(LimitKey.of(tenant), TokenBucket.of("rate", 60, Duration.ofHours(1), 5));
    private final Limit places = Limit.of(LimitKey.of(tenant), Concurrency.of("streams", 2, Duration.ofMinutes(1)));
    private RedisRateLimiter limiter;

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void open() {
        limiter = RedisRateLimiter.open(settings().build(), new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        limiter.close();
    }

    private static RedisSettings.Builder settings() {
        return RedisSettings.at(redis.url()).timeout(Duration.ofSeconds(5)).leases(false);
    }

    @Test
    void sharesASlidingWindowBetweenInstances() {
        try (RedisRateLimiter other = RedisRateLimiter.open(settings().build(), new SimpleMeterRegistry())) {
            assertThat(allowedOf(limiter, minute, 6)).isEqualTo(6);
            assertThat(allowedOf(other, minute, 6)).isEqualTo(4);
        }
    }

    @Test
    void saysHowTheLimitStands() {
        Decision allowed = limiter.acquire(LimitRequest.of(minute, 4));
        assertThat(allowed.states().get(0).remaining()).isEqualTo(6);
        Decision.Denied denied = (Decision.Denied) limiter.acquire(LimitRequest.of(minute, 7));
        assertThat(denied.violated()).containsExactly(minute);
        assertThat(denied.reason()).isEqualTo(Decision.Reason.EXHAUSTED);
        assertThat(denied.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(61));
    }

    @Test
    void takesFromAllLimitsOrFromNone() {
        LimitRequest both = LimitRequest.of(minute).and(burst, 5);
        assertThat(limiter.acquire(both)).isInstanceOf(Decision.Allowed.class);
        Decision.Denied denied = (Decision.Denied) limiter.acquire(both);
        assertThat(denied.violated()).containsExactly(burst);
        assertThat(limiter.peek(both).states().get(0).remaining()).isEqualTo(9);
    }

    @Test
    void peekingTakesNothing() {
        LimitRequest all = LimitRequest.of(minute, 10);
        assertThat(limiter.peek(all)).isInstanceOf(Decision.Allowed.class);
        assertThat(limiter.peek(all)).isInstanceOf(Decision.Allowed.class);
        assertThat(limiter.acquire(all)).isInstanceOf(Decision.Allowed.class);
    }

    @Test
    void givesBackWhatIsRefunded() {
        allowedOf(limiter, minute, 10);
        limiter.refund(LimitRequest.of(minute, 3));
        assertThat(allowedOf(limiter, minute, 10)).isEqualTo(3);
    }

    @Test
    void settlesAnEstimateDownwardsAndUpwards() {
        LimitRequest estimate = LimitRequest.ofEstimated(minute, 6);
        limiter.reserve(estimate).settle(2);
        assertThat(limiter.peek(estimate).states().get(0).remaining()).isEqualTo(8);
        limiter.reserve(estimate).settle(9);
        assertThat(limiter.peek(estimate).states().get(0).remaining()).isZero();
    }

    @Test
    void holdsPlacesUntilTheyAreGivenBack() {
        Reservation first = limiter.reserve(LimitRequest.of(places));
        limiter.reserve(LimitRequest.of(places));
        assertThat(limiter.reserve(LimitRequest.of(places)).decision()).isInstanceOf(Decision.Denied.class);
        first.close();
        first.cancel();
        assertThat(limiter.reserve(LimitRequest.of(places)).decision()).isInstanceOf(Decision.Allowed.class);
        assertThat(limiter.reserve(LimitRequest.of(places)).decision()).isInstanceOf(Decision.Denied.class);
    }

    @Test
    void freesThePlaceOfAHolderThatDied() {
        Limit brief = Limit.of(LimitKey.of(tenant), Concurrency.of("brief", 1, Duration.ofMillis(30)));
        limiter.reserve(LimitRequest.of(brief));
        Await.until(
                "the place is free",
                () -> limiter.reserve(LimitRequest.of(brief)).decision() instanceof Decision.Allowed);
    }

    @Test
    void keepsWhatWasSpentWhenThePlanChanges() {
        allowedOf(limiter, minute, 10);
        Limit upgraded = Limit.of(minute.key(), SlidingWindow.of("plan", 25, Duration.ofMinutes(1)));
        assertThat(allowedOf(limiter, upgraded, 100)).isEqualTo(15);
    }

    @Test
    void refusesACostThatNeverFits() {
        Decision.Denied denied =
                (Decision.Denied) limiter.acquire(LimitRequest.of(minute, 11).and(burst));
        assertThat(denied.reason()).isEqualTo(Decision.Reason.OVERSIZE);
        assertThat(denied.violated()).containsExactly(minute);
        assertThat(denied.retryAfter()).isEmpty();
    }

    @Test
    void refusesToAcquireAPlaceThatCouldNotBeGivenBack() {
        assertThatThrownBy(() -> limiter.acquire(LimitRequest.of(places))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesNoKeyThatLivesForever() {
        allowedOf(limiter, minute, 12);
        allowedOf(limiter, burst, 12);
        limiter.reserve(LimitRequest.of(places));
        limiter.refund(LimitRequest.of(minute, 2));
        limiter.reserve(LimitRequest.ofEstimated(minute, 2)).settle(7);
        try (Jedis jedis = redis.connect()) {
            assertThat(jedis.keys("*"))
                    .hasSizeGreaterThan(4)
                    .allSatisfy(key -> assertThat(jedis.pttl(key)).as(key).isNotEqualTo(FOR_EVER));
        }
    }

    @Test
    void keepsHostileIdsApartAndInTheirSlot() {
        Limit brace = named("}{x");
        Limit colon = named("a:b\r\nFLUSHALL\r\n");
        assertThat(allowedOf(limiter, brace, 11)).isEqualTo(10);
        assertThat(allowedOf(limiter, colon, 11)).isEqualTo(10);
    }

    private Limit named(String id) {
        return Limit.of(LimitKey.of(tenant, "user", id), minute.policy());
    }

    private static int allowedOf(RateLimiter limiter, Limit limit, int tries) {
        int allowed = 0;
        for (int i = 0; i < tries; i++) {
            allowed += limiter.acquire(LimitRequest.of(limit)) instanceof Decision.Allowed ? 1 : 0;
        }
        return allowed;
    }
}
