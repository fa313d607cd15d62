package dev.atom.spi.node;

import java.time.Duration;
import java.util.Map;

/**
 * What a provider knows about its own slowness. The host derives its patience from these.
 *
 * @param pageSize the most nodes on one page, 1 or more
 * @param createHorizon after this a create that was sent can no longer bring forth a node
 * @param listStaleness how far a listing may lag behind what happened; zero when it does not
 * @param destroyStuckAfter after this an accepted destroy that has not finished is worth an alert
 * @param budgets how often each action may be asked for; an action without one is not limited; copied
 */
public record ProviderLimits(
        int pageSize,
        Duration createHorizon,
        Duration listStaleness,
        Duration destroyStuckAfter,
        Map<Action, RateBudget> budgets) {
    /** Refuses what is out of range and copies the budgets. */
    public ProviderLimits {
        budgets = Map.copyOf(budgets);
        if (pageSize < 1
                || createHorizon.isNegative()
                || createHorizon.isZero()
                || listStaleness.isNegative()
                || destroyStuckAfter.isNegative()
                || destroyStuckAfter.isZero()) {
            throw new IllegalArgumentException(
                    "a provider's page size and times are above zero, its staleness at least");
        }
    }
}
