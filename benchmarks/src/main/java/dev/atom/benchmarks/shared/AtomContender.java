package dev.atom.benchmarks.shared;

import dev.atom.core.limit.Decision;
import dev.atom.core.limit.Limit;
import dev.atom.core.limit.LimitKey;
import dev.atom.core.limit.LimitPolicy;
import dev.atom.core.limit.LimitRequest;
import dev.atom.core.limit.RedisRateLimiter;
import dev.atom.core.limit.RedisSettings;
import dev.atom.core.limit.SlidingWindow;
import dev.atom.core.limit.TokenBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** ATOM's engine, with or without units taken ahead. */
final class AtomContender implements Contender {
    private static final Duration HOUR = Duration.ofHours(1);

    private final RedisRateLimiter limiter;
    private final LimitRequest request;

    private AtomContender(Site site, LimitPolicy policy, boolean leases) {
        limiter = RedisRateLimiter.open(
                RedisSettings.at(site.redis().url())
                        .connections(site.connections())
                        .timeout(Duration.ofSeconds(5))
                        .leases(leases)
                        .build(),
                new SimpleMeterRegistry());
        request = LimitRequest.of(Limit.of(LimitKey.platform("benchmark", site.key()), policy));
    }

    static Contender bucket(Site site, boolean leases) {
        return new AtomContender(site, TokenBucket.of("bucket", site.limit(), HOUR, site.limit()), leases);
    }

    static Contender window(Site site, boolean leases) {
        return new AtomContender(site, SlidingWindow.of("window", site.limit(), HOUR), leases);
    }

    @Override
    public boolean acquire() {
        return limiter.acquire(request) instanceof Decision.Allowed;
    }

    @Override
    public void close() {
        limiter.close();
    }
}
