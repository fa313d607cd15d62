package dev.atom.core;

import dev.atom.core.limit.AbuseGuard;
import dev.atom.core.limit.RateLimiter;
import dev.atom.core.limit.Refusals;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.quota.TenantQuotas;
import dev.atom.core.quota.UnlimitedRateLimiter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What limits one {@link Atom}.
 *
 * @param limiter decides; across instances when they share a store
 * @param quotas what plans allow
 * @param abuse against guessing
 */
record Limiting(RateLimiter limiter, TenantQuotas quotas, AbuseGuard abuse) {
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
                new AbuseGuard(used.logIns(), used.guesses(), settings.abuse(), refusals, System::nanoTime));
    }
}
