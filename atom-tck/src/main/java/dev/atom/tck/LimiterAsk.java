package dev.atom.tck;

/**
 * A cost at one limit.
 *
 * @param key what is limited
 * @param rule how
 * @param cost units
 * @param estimated whether settlement replaces the cost
 */
public record LimiterAsk(String key, LimiterRule rule, long cost, boolean estimated) {
    /** One unit for the key {@code k}. */
    public static LimiterAsk one(LimiterRule rule) {
        return of(rule, 1);
    }

    /** Some units for the key {@code k}. */
    public static LimiterAsk of(LimiterRule rule, long cost) {
        return new LimiterAsk("k", rule, cost, false);
    }

    /** Some units for the key {@code k}, until settlement. */
    public static LimiterAsk estimated(LimiterRule rule, long cost) {
        return new LimiterAsk("k", rule, cost, true);
    }
}
