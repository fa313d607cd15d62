package dev.atom.core.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.atom.core.audit.Actor;
import dev.atom.core.limit.Decision;
import dev.atom.core.limit.Limit;
import dev.atom.core.limit.LimitKey;
import dev.atom.core.limit.LimitPolicy;
import dev.atom.core.limit.LimitRequest;
import dev.atom.core.limit.LimitState;
import dev.atom.core.limit.RateLimiter;
import dev.atom.core.limit.Refusals;
import dev.atom.core.limit.SlidingWindow;
import dev.atom.core.llm.Admission;
import dev.atom.core.tenant.LimitOverrides;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Spends what a tenant may do. Guarantee: over all its credentials and instances a tenant has no more requests in any rolling
 * minute than its plan allows, or than the platform's administrator gave it instead; another plan or another number holds from
 * the next request whose caller was resolved after the change, and what was spent still counts.
 *
 * <p>Thread-safe. Blocks only as the limiter beneath does.
 */
public final class TenantQuotas {
    private static final int MOST_KEPT = 20_000;

    private final RateLimiter limiter;
    private final QuotaSettings settings;
    private final Duration longestCall;
    private final Refusals refusals;
    private final boolean mayBlock;
    private final LimitPolicy own;

    /** Worked-out limits, kept because an engine remembers in them what it has worked out; losing one costs microseconds. */
    private final Cache<Whose, TenantLimits> kept =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).executor(Runnable::run).build();

    private record Whose(TenantId tenant, Optional<String> apiKey, Plan plan, LimitOverrides overrides) {}

    /**
     * Quotas.
     *
     * @param limiter decides; stays the caller's to close
     * @param longestCall no LLM call takes longer; one that does gives its place at the limit on calls away
     * @param mayBlock whether the limiter may wait for another machine
     */
    public TenantQuotas(
            RateLimiter limiter, QuotaSettings settings, Duration longestCall, Refusals refusals, boolean mayBlock) {
        this.limiter = limiter;
        this.settings = settings;
        this.longestCall = longestCall;
        this.refusals = refusals;
        this.mayBlock = mayBlock;
        this.own = SlidingWindow.of("own-requests", settings.ownRequests(), Duration.ofMinutes(1));
    }

    /** Whether spending may wait for another machine, and must be done on a thread that may. */
    public boolean mayBlock() {
        return mayBlock;
    }

    /**
     * Takes one request of the caller's tenant, and of its API key where keys are limited.
     *
     * @return the decision, for its figures
     * @throws dev.atom.core.limit.LimitedException RATE_LIMITED when there is none left
     */
    public Decision.Allowed spend(ResolvedCaller caller) {
        return refusals.require(limiter.acquire(limits(caller).request()));
    }

    /**
     * Takes one of the requests that each user and each API key has beside the plan, so that a stolen credential that uses the plan
     * up keeps nobody from ending it.
     *
     * @return the decision, for its figures
     * @throws dev.atom.core.limit.LimitedException RATE_LIMITED when there is none left
     */
    public Decision.Allowed spendOwn(ResolvedCaller caller) {
        Actor actor = caller.caller().actor();
        LimitKey key = LimitKey.of(
                caller.tenant().id(), "own-" + actor.kind().wireName().replace('_', '-'), actor.id());
        return refusals.require(limiter.acquire(LimitRequest.of(new Limit(key, own, settings.whenUnavailable()))));
    }

    /** How the limits of {@link #spend} stand. Takes nothing; empty while limits are off. */
    public List<LimitState> look(ResolvedCaller caller) {
        return limiter.peek(limits(caller).request()).states();
    }

    /** How all limits of the caller stand, those on LLM calls too. Takes nothing; empty while limits are off. */
    public List<LimitState> lookAtAll(ResolvedCaller caller) {
        return limiter.peek(limits(caller).everything()).states();
    }

    /** Admits LLM calls: a place among the tenant's calls until the call's end, and its tokens, corrected when they are known. */
    public Admission admission() {
        return new QuotaAdmission(this, limiter, refusals);
    }

    TenantLimits limits(ResolvedCaller caller) {
        Actor actor = caller.caller().actor();
        Optional<String> apiKey = actor.kind() == Actor.Kind.API_KEY ? Optional.of(actor.id()) : Optional.empty();
        Whose whose = new Whose(
                caller.tenant().id(),
                apiKey,
                caller.tenant().plan(),
                caller.tenant().limits());
        TenantLimits known = kept.getIfPresent(whose);
        if (known == null) {
            known = workOut(whose);
            kept.put(whose, known);
        }
        return known;
    }

    private TenantLimits workOut(Whose whose) {
        PlanLimits plan = settings.plans().getOrDefault(whose.plan(), PlanLimits.usual(whose.plan()));
        return TenantLimits.of(
                whose.tenant(), whose.apiKey(), plan.with(whose.overrides()), settings.whenUnavailable(), longestCall);
    }
}
