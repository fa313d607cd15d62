package dev.atom.benchmarks.limits;

import dev.failsafe.RateLimiter;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Failsafe's bursty limiter: fixed periods. */
final class FailsafeLibrary implements Library {
    @Override
    public Single ample() {
        RateLimiter<Object> limiter = limiter(AMPLE, Duration.ofHours(1));
        if (!limiter.tryAcquirePermits(TAKEN_BEFORE)) {
            throw new IllegalStateException("failsafe did not begin full");
        }
        return limiter::tryAcquirePermit;
    }

    @Override
    public Single exhausted() {
        RateLimiter<Object> limiter = limiter(1, Duration.ofHours(1));
        if (!limiter.tryAcquirePermit()) {
            throw new IllegalStateException("failsafe did not begin full");
        }
        return limiter::tryAcquirePermit;
    }

    @Override
    public Keyed keyed(int keys) {
        ConcurrentMap<String, RateLimiter<Object>> limiters = new ConcurrentHashMap<>(keys);
        return key -> {
            RateLimiter<Object> limiter = limiters.get(key);
            if (limiter == null) {
                limiter = limiters.computeIfAbsent(key, absent -> limiter(KEY_BURST, Duration.ofMinutes(1)));
            }
            return limiter.tryAcquirePermit();
        };
    }

    private static RateLimiter<Object> limiter(int executions, Duration period) {
        return RateLimiter.burstyBuilder(executions, period).build();
    }
}
