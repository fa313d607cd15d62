package dev.atom.benchmarks.limits;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Resilience4j's atomic limiter, never waiting. It has fixed cycles and no burst apart from them. */
final class Resilience4jLibrary implements Library {
    @Override
    public Single ample() {
        RateLimiter limiter = limiter(AMPLE, Duration.ofHours(1));
        if (!limiter.acquirePermission(TAKEN_BEFORE)) {
            throw new IllegalStateException("resilience4j did not begin full");
        }
        return limiter::acquirePermission;
    }

    @Override
    public Single exhausted() {
        RateLimiter limiter = limiter(1, Duration.ofHours(1));
        limiter.acquirePermission();
        return limiter::acquirePermission;
    }

    @Override
    public Keyed keyed(int keys) {
        ConcurrentMap<String, RateLimiter> limiters = new ConcurrentHashMap<>(keys);
        return key -> {
            RateLimiter limiter = limiters.get(key);
            if (limiter == null) {
                limiter = limiters.computeIfAbsent(key, absent -> limiter(KEY_BURST, Duration.ofMinutes(1)));
            }
            return limiter.acquirePermission();
        };
    }

    private static RateLimiter limiter(int permits, Duration period) {
        return RateLimiter.of(
                "limiter",
                RateLimiterConfig.custom()
                        .limitForPeriod(permits)
                        .limitRefreshPeriod(period)
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }
}
