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
     * Puts it together. With limits off the limiters given are left alone.
     *
     * @param shared decides; may be {@code local} itself
     * @param local decides in memory, for what must not wait
     * @param longestCall no LLM call takes longer
     */
    static Limiting of(
            RateLimiter shared, RateLimiter local, QuotaSettings settings, Duration longestCall, MeterRegistry meters) {
        Gauge.builder("atom.limit.enabled", () -> settings.enabled() ? 1 : 0)
                .description("1 while limits hold, 0 while they are switched off")
                .register(meters);
        Refusals refusals = new Refusals(meters);
        if (!settings.enabled()) {
            LOG.warn("LIMITS ARE OFF: no plan is enforced and nothing slows guessing; meant for tests only");
            RateLimiter none = new UnlimitedRateLimiter();
            return of(none, none, settings, longestCall, refusals, false);
        }
        return of(shared, local, settings, longestCall, refusals, shared != local);
    }

    private static Limiting of(
            RateLimiter shared,
            RateLimiter local,
            QuotaSettings settings,
            Duration longestCall,
            Refusals refusals,
            boolean mayBlock) {
        return new Limiting(
                shared,
                new TenantQuotas(shared, settings, longestCall, refusals, mayBlock),
                new AbuseGuard(shared, local, settings.abuse(), refusals, System::nanoTime));
    }
}
