package dev.atom.server.config;

import dev.atom.core.limit.AbuseLimits;
import dev.atom.core.limit.RedisSettings;
import dev.atom.core.limit.WhenUnavailable;
import dev.atom.core.quota.PlanLimits;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.Plan;
import java.util.Optional;

/**
 * Which limits hold.
 *
 * @param quotas those of plans and against abuse
 * @param redis what several instances share them through
 */
public record LimitsConfig(QuotaSettings quotas, Optional<RedisSettings> redis) {
    private static final String PLANS = "limits.plans.";

    static LimitsConfig from(Values values) {
        QuotaSettings quotas = QuotaSettings.usual()
                .withEnabled(values.flag(Setting.LIMITS_ENABLED, true))
                .withWhenUnavailable(values.choice(Setting.LIMITS_WHEN_UNAVAILABLE, WhenUnavailable.LOCAL_SHARE))
                .withOwnRequests(count(
                        values,
                        Setting.LIMITS_OWN_REQUESTS,
                        QuotaSettings.usual().ownRequests()))
                .withAbuse(abuse(values));
        for (Plan plan : Plan.values()) {
            quotas = quotas.withPlan(plan, plan(values, plan));
        }
        return new LimitsConfig(quotas, RedisValues.from(values));
    }

    private static PlanLimits plan(Values values, Plan plan) {
        PlanLimits usual = PlanLimits.usual(plan);
        return new PlanLimits(
                values.number(of(plan, "requests_per_minute"), usual.requestsPerMinute(), 1, PlanLimits.MOST),
                optional(values, of(plan, "requests_per_key")),
                optional(values, of(plan, "tokens_per_minute")),
                values.number(of(plan, "concurrent_calls"), usual.concurrentCalls(), 1, PlanLimits.MOST));
    }

    private static Setting of(Plan plan, String what) {
        return Setting.at(PLANS + plan.wireName() + "." + what);
    }

    private static Optional<Integer> optional(Values values, Setting setting) {
        return values.text(setting).map(text -> values.number(setting, 1, 1, PlanLimits.MOST));
    }

    private static AbuseLimits abuse(Values values) {
        AbuseLimits usual = AbuseLimits.DEFAULT;
        return new AbuseLimits(
                count(values, Setting.LIMITS_FAILED_CREDENTIALS, usual.failedCredentials()),
                count(values, Setting.LIMITS_SAME_CREDENTIAL, usual.sameCredential()),
                count(values, Setting.LIMITS_KEY_VALIDATIONS, usual.keyValidations()),
                count(values, Setting.LIMITS_LOG_INS_OF_ADDRESS, usual.logInsOfAddress()),
                count(values, Setting.LIMITS_LOG_INS_AT_ACCOUNT, usual.logInsAtAccount()),
                count(values, Setting.LIMITS_LOG_INS_ANYWHERE, usual.logInsAnywhere()));
    }

    private static int count(Values values, Setting setting, int usual) {
        return values.number(setting, usual, 1, PlanLimits.MOST);
    }
}
