package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.atom.spi.TenantId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LimitRequestTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final TenantId TENANT = new TenantId(new UUID(1, 2));
    private static final Limit PLAN = limit(TENANT, SlidingWindow.of("plan", 60, MINUTE));
    private static final Limit STREAMS = limit(TENANT, Concurrency.of("streams", 2, MINUTE));

    @Test
    void keepsTheOrderAndCanBeContinuedTwice() {
        LimitRequest plan = LimitRequest.of(PLAN, 3);
        LimitRequest both = plan.and(STREAMS);
        assertThat(plan.size()).isOne();
        assertThat(both.parts())
                .containsExactly(new LimitRequest.Part(PLAN, 3, false), new LimitRequest.Part(STREAMS, 1, false));
    }

    @Test
    void refusesLimitsOfDifferentTenants() {
        Limit other = limit(new TenantId(new UUID(1, 3)), SlidingWindow.of("other", 60, MINUTE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LimitRequest.of(PLAN).and(other))
                .withMessageContaining("one tenant");
    }

    @Test
    void refusesTheSameLimitTwiceWhereverItStands() {
        LimitRequest request = LimitRequest.of(STREAMS).and(PLAN);
        assertThatIllegalArgumentException().isThrownBy(() -> request.and(PLAN));
        assertThatIllegalArgumentException().isThrownBy(() -> request.and(STREAMS));
    }

    @Test
    void refusesMoreLimitsThanADecisionMayHave() {
        LimitRequest request = LimitRequest.of(PLAN);
        for (int more = 1; more < LimitRequest.MOST_LIMITS; more++) {
            request = request.and(limit(TENANT, SlidingWindow.of("limit-" + more, 1, MINUTE)));
        }
        LimitRequest full = request;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> full.and(limit(TENANT, SlidingWindow.of("more", 1, MINUTE))));
    }

    @Test
    void refusesCostsThatAreNoCosts() {
        assertThatIllegalArgumentException().isThrownBy(() -> LimitRequest.of(PLAN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> LimitRequest.of(PLAN, Long.MIN_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> LimitRequest.ofEstimated(STREAMS, 1));
    }

    @Test
    void whatMustBeGivenBackMustBeReserved() {
        try (RateLimiter limiter = LocalRateLimiter.builder().build()) {
            LimitRequest request = LimitRequest.of(PLAN).and(STREAMS);
            assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquire(request));
            assertThatIllegalArgumentException().isThrownBy(() -> limiter.refund(request));
            assertThat(limiter.peek(request)).isInstanceOf(Decision.Allowed.class);
        }
    }

    @Test
    void aRequestMayGoThroughSeveralEngines() {
        LimitRequest request = LimitRequest.of(PLAN, 60);
        try (RateLimiter one = LocalRateLimiter.builder().build();
                RateLimiter other = LocalRateLimiter.builder().build()) {
            assertThat(one.acquire(request)).isInstanceOf(Decision.Allowed.class);
            assertThat(other.acquire(request)).isInstanceOf(Decision.Allowed.class);
            assertThat(one.acquire(request)).isInstanceOf(Decision.Denied.class);
        }
    }

    @Test
    void keysThatLookAlikeAreDifferent() {
        Set<Long> hashes = new HashSet<>();
        for (String kind : new String[] {"a", "ab", "abc", "abcd", "abcde"}) {
            for (String id : new String[] {"", "a", "aaaa", "aaaaa", "\0", "\0\0\0\0", "bcd", "b", "\ud83d\ude00"}) {
                hashes.add(LimitKey.of(TENANT, kind, id).hash());
                hashes.add(LimitKey.platform(kind, id).hash());
            }
        }
        assertThat(hashes).hasSize(5 * 9 * 2);
        assertThat(LimitKey.of(TENANT, "ab", "c")).isEqualTo(LimitKey.of(TENANT, "ab", "c"));
        assertThat(LimitKey.of(TENANT, "ab", "c")).isNotEqualTo(LimitKey.of(TENANT, "a", "bc"));
    }

    @Test
    void idsHaveAnEnd() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LimitKey.of(TENANT, "user", "x".repeat(LimitKey.LONGEST_ID + 1)));
        assertThat(LimitKey.of(TENANT, "user", "secret").toString()).doesNotContain("secret");
    }

    private static Limit limit(TenantId tenant, LimitPolicy policy) {
        return Limit.of(LimitKey.of(tenant), policy);
    }
}
