package dev.atom.benchmarks.limits;

import dev.atom.core.limit.Decision;
import dev.atom.core.limit.Limit;
import dev.atom.core.limit.LimitKey;
import dev.atom.core.limit.LimitPolicy;
import dev.atom.core.limit.LimitRequest;
import dev.atom.core.limit.LocalRateLimiter;
import dev.atom.core.limit.RateLimiter;
import dev.atom.spi.TenantId;
import java.util.UUID;

/** ATOM's engine in memory. One limiter for all keys; a request is kept for a hot key, and made anew for each of many. */
final class AtomLibrary implements Library {
    private static final TenantId TENANT = new TenantId(new UUID(7, 7));

    private final LimitPolicy ample;
    private final LimitPolicy exhausted;
    private final LimitPolicy keyed;
    private RateLimiter limiter = LocalRateLimiter.builder().build();

    AtomLibrary(LimitPolicy ample, LimitPolicy exhausted, LimitPolicy keyed) {
        this.ample = ample;
        this.exhausted = exhausted;
        this.keyed = keyed;
    }

    @Override
    public Single ample() {
        Limit limit = Limit.of(LimitKey.of(TENANT, "hot", UUID.randomUUID().toString()), ample);
        if (limiter.acquire(LimitRequest.of(limit, TAKEN_BEFORE)) instanceof Decision.Denied denied) {
            throw new IllegalStateException(denied.toString());
        }
        return new Hot(limiter, LimitRequest.of(limit));
    }

    @Override
    public Single exhausted() {
        Limit limit = Limit.of(LimitKey.of(TENANT, "hot", UUID.randomUUID().toString()), exhausted);
        Hot hot = new Hot(limiter, LimitRequest.of(limit));
        hot.tryAcquire();
        return hot;
    }

    @Override
    public Keyed keyed(int keys) {
        limiter.close();
        limiter = LocalRateLimiter.builder().keys(keys).build();
        return new Many(limiter, keyed);
    }

    @Override
    public void close() {
        limiter.close();
    }

    private record Hot(RateLimiter limiter, LimitRequest request) implements Single {
        @Override
        public boolean tryAcquire() {
            return limiter.acquire(request).isAllowed();
        }
    }

    private record Many(RateLimiter limiter, LimitPolicy policy) implements Keyed {
        @Override
        public boolean tryAcquire(String key) {
            LimitRequest request = LimitRequest.of(Limit.of(LimitKey.of(TENANT, "user", key), policy));
            return limiter.acquire(request).isAllowed();
        }
    }
}
