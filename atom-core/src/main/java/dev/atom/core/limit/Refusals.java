package dev.atom.core.limit;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/**
 * Turns refusing decisions into failures and counts each under {@value #METER}, by policy and reason: the one way in which a
 * limit's no leaves this process. Thread-safe.
 *
 * @param meters where the counts go
 */
public record Refusals(MeterRegistry meters) {
    /** The counter's name; its tags are {@code policy} and {@code reason}. */
    public static final String METER = "atom.limits.refused";

    /** Gives the decision back if it allows. */
    public Decision.Allowed require(Decision decision) {
        if (decision instanceof Decision.Denied denied) {
            throw of(denied);
        }
        return (Decision.Allowed) decision;
    }

    /** The failure for a refusal, counted. */
    public LimitedException of(Decision.Denied denied) {
        String reason = denied.reason().name().toLowerCase(Locale.ROOT);
        for (Limit limit : denied.violated()) {
            meters.counter(METER, "policy", limit.policy().name(), "reason", reason)
                    .increment();
        }
        return new LimitedException(denied);
    }
}
