package dev.atom.core.quota;

import dev.atom.core.limit.AbuseLimits;
import dev.atom.core.limit.WhenUnavailable;
import dev.atom.core.tenant.Plan;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which limits hold.
 *
 * @param enabled whether any does; without, nothing is limited, guessing included
 * @param plans what each plan allows; the usual for a plan that is not named; copied
 * @param whenUnavailable what holds for the limits of plans while a store shared by several instances is away
 * @param abuse how often one may be wrong
 * @param ownRequests how many requests a minute each user and each key has for itself, to end a stolen credential with; from 1
 */
public record QuotaSettings(
        boolean enabled,
        Map<Plan, PlanLimits> plans,
        WhenUnavailable whenUnavailable,
        AbuseLimits abuse,
        int ownRequests) {
    private static final int OWN_REQUESTS = 30;

    /** Copies the plans. */
    public QuotaSettings {
        Map<Plan, PlanLimits> every = new EnumMap<>(Plan.class);
        for (Plan plan : Plan.values()) {
            every.put(plan, plans.getOrDefault(plan, PlanLimits.usual(plan)));
        }
        plans = Map.copyOf(every);
    }

    /** The usual limits. */
    public static QuotaSettings usual() {
        return new QuotaSettings(true, Map.of(), WhenUnavailable.LOCAL_SHARE, AbuseLimits.DEFAULT, OWN_REQUESTS);
    }

    /** No limits at all. */
    public static QuotaSettings off() {
        return usual().withEnabled(false);
    }

    /** Limits that are decided like any others and never reached: for tests and benchmarks. */
    public static QuotaSettings endless() {
        QuotaSettings endless =
                usual().withAbuse(AbuseLimits.all(PlanLimits.MOST)).withOwnRequests(PlanLimits.MOST);
        for (Plan plan : Plan.values()) {
            endless = endless.withPlan(plan, PlanLimits.of(PlanLimits.MOST, PlanLimits.MOST));
        }
        return endless;
    }

    /** The same, switched on or off. */
    public QuotaSettings withEnabled(boolean enabled) {
        return new QuotaSettings(enabled, plans, whenUnavailable, abuse, ownRequests);
    }

    /** The same with other limits of one plan. */
    public QuotaSettings withPlan(Plan plan, PlanLimits limits) {
        Map<Plan, PlanLimits> changed = new EnumMap<>(plans);
        changed.put(plan, limits);
        return new QuotaSettings(enabled, changed, whenUnavailable, abuse, ownRequests);
    }

    /** The same with other limits against abuse. */
    public QuotaSettings withAbuse(AbuseLimits abuse) {
        return new QuotaSettings(enabled, plans, whenUnavailable, abuse, ownRequests);
    }

    /** The same with another number of requests that everybody has for itself. */
    public QuotaSettings withOwnRequests(int ownRequests) {
        return new QuotaSettings(enabled, plans, whenUnavailable, abuse, ownRequests);
    }

    /** The same with another answer to an unreachable store. */
    public QuotaSettings withWhenUnavailable(WhenUnavailable whenUnavailable) {
        return new QuotaSettings(enabled, plans, whenUnavailable, abuse, ownRequests);
    }
}
