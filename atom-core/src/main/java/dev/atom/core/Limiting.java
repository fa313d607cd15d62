package dev.atom.core;

import dev.atom.core.limit.AbuseGuard;
import dev.atom.core.limit.RateLimiter;
import dev.atom.core.limit.RedisRateLimiter;
import dev.atom.core.limit.Refusals;
import dev.atom.core.limit.WhenUnavailable;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.quota.TenantQuotas;
import dev.atom.core.quota.UnlimitedRateLimiter;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What limits one {@link Atom}.
 *
 * @param limiter decides; across instances when they share a store
 * @param quotas what plans allow
 * @param abuse against guessing
 * @param whenAway what holds for plans while a shared store is away
 */
record Limiting(RateLimiter limiter, TenantQuotas quotas, AbuseGuard abuse, WhenUnavailable whenAway) {
    private static final Logger LOG = LoggerFactory.getLogger(Limiting.class);

    /**
     * What decides. Bad credentials and log-ins each have an engine of their own, so that a flood of them takes no room from tenants,
     * nor from each other.
     *
     * @param plans the limits of plans
     * @param logIns log-ins and validations of keys, which have to be counted over all instances
     * @param guesses bad credentials; in memory, since they must not wait
     * @param mayBlock whether deciding may wait for another machine
     */
    record Engines(RateLimiter plans, RateLimiter logIns, RateLimiter guesses, boolean mayBlock) {
        static Engines here(RateLimiter plans, RateLimiter logIns, RateLimiter guesses) {
            return new Engines(plans, logIns, guesses, false);
        }

        static Engines across(RateLimiter shared, RateLimiter guesses) {
            return new Engines(shared, shared, guesses, true);
        }
    }

    /** Puts it together; with limits off the engines are left alone. */
    static Limiting of(Engines engines, QuotaSettings settings, Duration longestCall, MeterRegistry meters) {
        Gauge.builder("atom.limits.enabled", () -> settings.enabled() ? 1 : 0)
                .description("1 while limits hold, 0 while they are switched off")
                .register(meters);
        Engines used = engines;
        if (!settings.enabled()) {
            LOG.warn("LIMITS ARE OFF: no plan is enforced and nothing slows guessing; meant for tests only");
            RateLimiter none = new UnlimitedRateLimiter();
            used = Engines.here(none, none, none);
        }
        Refusals refusals = new Refusals(meters);
        return new Limiting(
                used.plans(),
                new TenantQuotas(used.plans(), settings, longestCall, refusals, used.mayBlock()),
                new AbuseGuard(used.logIns(), used.guesses(), settings.abuse(), refusals, System::nanoTime),
                settings.whenUnavailable());
    }

    /** What is there of what decides; UNAVAILABLE when nothing would be let through. */
    Readiness readiness() {
        if (!(limiter instanceof RedisRateLimiter redis)) {
            return new Readiness(Optional.empty());
        }
        boolean there = redis.isShared();
        if (!there && whenAway == WhenUnavailable.CLOSED) {
            throw new AtomException(
                    ErrorCode.UNAVAILABLE,
                    "Redis does not answer, and limits are set to deny everything without it: bring it back");
        }
        return new Readiness(Optional.of(there));
    }
}
