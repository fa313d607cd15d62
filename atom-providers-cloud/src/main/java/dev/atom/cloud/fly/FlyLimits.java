package dev.atom.cloud.fly;

import dev.atom.spi.node.Action;
import dev.atom.spi.node.ProviderLimits;
import dev.atom.spi.node.RateBudget;
import java.time.Duration;
import java.util.Map;

/**
 * Fly's documented limits: each action once a second for each machine or app, with a burst of three; looking at a machine five
 * times, with a burst of ten; deleting apps a hundred times a minute. A destroy is stuck after five minutes, by Fly's own
 * guide. Two are ours, as Fly names none: a create that timed out is given five minutes to come true, and a list one minute
 * to catch up.
 */
final class FlyLimits {
    /** The largest page the lists give. */
    static final int PAGE = 1000;

    private FlyLimits() {}

    static ProviderLimits of(int perSecond) {
        return new ProviderLimits(
                PAGE,
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Map.of(
                        Action.CREATE, one(perSecond),
                        Action.LIST, one(perSecond),
                        Action.DESTROY, one(perSecond),
                        Action.SCOPE, one(perSecond),
                        Action.GET, look(perSecond)));
    }

    static RateBudget one(int perSecond) {
        return new RateBudget(3 * perSecond, Duration.ofSeconds(1).dividedBy(perSecond));
    }

    static RateBudget look(int perSecond) {
        return new RateBudget(10 * perSecond, Duration.ofMillis(200).dividedBy(perSecond));
    }

    static RateBudget appDeletion() {
        return new RateBudget(100, Duration.ofMillis(600));
    }
}
