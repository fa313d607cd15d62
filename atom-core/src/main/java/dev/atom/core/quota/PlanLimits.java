package dev.atom.core.quota;

import dev.atom.core.tenant.LimitOverrides;
import dev.atom.core.tenant.Plan;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.Optional;

/**
 * What a tenant of a plan may do.
 *
 * @param requestsPerMinute requests in any sixty seconds, over all its credentials; 1 to {@value #MOST}
 * @param requestsPerKey the same of each single API key; a key may use all of the tenant's without it
 * @param tokensPerMinute tokens of LLM calls in any sixty seconds; as many as the provider allows without it
 * @param concurrentCalls LLM calls under way at once, streamed or not; 1 to {@value #MOST}
 */
public record PlanLimits(
        int requestsPerMinute,
        Optional<Integer> requestsPerKey,
        Optional<Integer> tokensPerMinute,
        int concurrentCalls) {
    /** The highest number of each. */
    public static final int MOST = 1_000_000_000;

    /** Checks the ranges; VALIDATION_ERROR. */
    public PlanLimits {
        check("requests per minute", requestsPerMinute);
        requestsPerKey.ifPresent(number -> check("requests per key", number));
        tokensPerMinute.ifPresent(number -> check("tokens per minute", number));
        check("concurrent calls", concurrentCalls);
    }

    /** Requests and calls, no limit for single keys and none on tokens. */
    public static PlanLimits of(int requestsPerMinute, int concurrentCalls) {
        return new PlanLimits(requestsPerMinute, Optional.empty(), Optional.empty(), concurrentCalls);
    }

    /** What the plan allows unless configured otherwise: 60, 600, 1200 and 6000 requests; 4, 16, 64 and 256 calls at once. */
    public static PlanLimits usual(Plan plan) {
        return switch (plan) {
            case FREE -> of(60, 4);
            case SOLO -> of(600, 16);
            case TEAM -> of(1200, 64);
            case ENTERPRISE -> of(6000, 256);
        };
    }

    /** The same with another limit for each single API key. */
    public PlanLimits withRequestsPerKey(int number) {
        return new PlanLimits(requestsPerMinute, Optional.of(number), tokensPerMinute, concurrentCalls);
    }

    /** The same with another limit on tokens. */
    public PlanLimits withTokensPerMinute(int number) {
        return new PlanLimits(requestsPerMinute, requestsPerKey, Optional.of(number), concurrentCalls);
    }

    /** The same but for what a tenant was given instead. */
    PlanLimits with(LimitOverrides given) {
        return new PlanLimits(
                given.requestsPerMinute().orElse(requestsPerMinute),
                requestsPerKey,
                given.tokensPerMinute().or(() -> tokensPerMinute),
                given.concurrentCalls().orElse(concurrentCalls));
    }

    private static void check(String name, int number) {
        if (number < 1 || number > MOST) {
            throw new AtomException(ErrorCode.VALIDATION_ERROR, name + " must be 1 to " + MOST + ", not " + number);
        }
    }
}
