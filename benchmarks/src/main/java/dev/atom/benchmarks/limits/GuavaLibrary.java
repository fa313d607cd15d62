package dev.atom.benchmarks.limits;

import com.google.common.util.concurrent.RateLimiter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Guava's bursty limiter. Its burst is always one second's worth, so an ample one needs a rate that no caller reaches. */
final class GuavaLibrary implements Library {
    private static final double RATE_NOBODY_REACHES = 1e9;
    private static final double ONE_AN_HOUR = 1 / 3600.0;

    @Override
    public Single ample() {
        RateLimiter limiter = RateLimiter.create(RATE_NOBODY_REACHES);
        return limiter::tryAcquire;
    }

    @Override
    public Single exhausted() {
        RateLimiter limiter = RateLimiter.create(ONE_AN_HOUR);
        if (!limiter.tryAcquire()) {
            throw new IllegalStateException("guava did not begin full");
        }
        return limiter::tryAcquire;
    }

    @Override
    public Keyed keyed(int keys) {
        ConcurrentMap<String, RateLimiter> limiters = new ConcurrentHashMap<>(keys);
        return key -> {
            RateLimiter limiter = limiters.get(key);
            if (limiter == null) {
                limiter = limiters.computeIfAbsent(key, absent -> RateLimiter.create(RATE_NOBODY_REACHES));
            }
            return limiter.tryAcquire();
        };
    }
}
