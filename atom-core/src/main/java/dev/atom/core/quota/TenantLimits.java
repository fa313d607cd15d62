package dev.atom.core.quota;

import dev.atom.core.limit.Concurrency;
import dev.atom.core.limit.Limit;
import dev.atom.core.limit.LimitKey;
import dev.atom.core.limit.LimitPolicy;
import dev.atom.core.limit.LimitRequest;
import dev.atom.core.limit.SlidingWindow;
import dev.atom.core.limit.WhenUnavailable;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.util.Optional;

/**
 * The limits of one credential of one tenant, ready to be asked for.
 *
 * @param request what every request takes: one of the tenant's, and one of the API key's where keys are limited
 * @param call what an LLM call takes beside its tokens
 * @param tokens the limit on tokens, where there is one
 */
record TenantLimits(LimitRequest request, Limit call, Optional<Limit> tokens) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * Works them out.
     *
     * @param apiKey the id of the API key, if it was one
     * @param longestCall no LLM call takes longer
     */
    static TenantLimits of(
            TenantId tenant,
            Optional<String> apiKey,
            PlanLimits plan,
            WhenUnavailable whenUnavailable,
            Duration longestCall) {
        LimitKey whole = LimitKey.of(tenant);
        LimitRequest request =
                LimitRequest.of(new Limit(whole, perMinute("requests", plan.requestsPerMinute()), whenUnavailable));
        if (apiKey.isPresent() && plan.requestsPerKey().isPresent()) {
            LimitPolicy policy =
                    perMinute("requests-per-key", plan.requestsPerKey().get());
            request = request.and(new Limit(LimitKey.of(tenant, "api-key", apiKey.get()), policy, whenUnavailable));
        }
        Limit call = new Limit(
                whole, Concurrency.of("concurrent-calls", plan.concurrentCalls(), longestCall), whenUnavailable);
        Optional<Limit> tokens =
                plan.tokensPerMinute().map(number -> new Limit(whole, perMinute("tokens", number), whenUnavailable));
        return new TenantLimits(request, call, tokens);
    }

    /** What an LLM call takes: a place, its tokens as far as can be said now, and perhaps a request. */
    LimitRequest call(long estimatedTokens, boolean withRequest) {
        LimitRequest wanted = LimitRequest.of(call);
        if (tokens.isPresent()) {
            // A call that wants more than a minute's tokens may still run, alone; what it takes beyond is charged when
            // known.
            long most = tokens.get().policy().capacity();
            wanted = wanted.andEstimated(tokens.get(), Math.max(1, Math.min(estimatedTokens, most)));
        }
        if (withRequest) {
            for (LimitRequest.Part part : request.parts()) {
                wanted = wanted.and(part.limit(), part.cost());
            }
        }
        return wanted;
    }

    /** All of them, at one unit each. */
    LimitRequest everything() {
        LimitRequest all = request;
        if (tokens.isPresent()) {
            all = all.and(tokens.get());
        }
        return all.and(call);
    }

    private static LimitPolicy perMinute(String name, int limit) {
        return SlidingWindow.of(name, limit, MINUTE);
    }
}
