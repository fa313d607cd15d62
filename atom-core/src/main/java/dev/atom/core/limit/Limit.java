package dev.atom.core.limit;

/**
 * One limit: what is limited, how, and what holds when its store is away.
 *
 * @param key what is limited
 * @param policy how much of it may happen
 * @param whenUnavailable what holds while the shared store is away
 */
public record Limit(LimitKey key, LimitPolicy policy, WhenUnavailable whenUnavailable) {
    /** A limit that is {@link WhenUnavailable#LOCAL_SHARE shared out locally} when its store is away. */
    public static Limit of(LimitKey key, LimitPolicy policy) {
        return new Limit(key, policy, WhenUnavailable.LOCAL_SHARE);
    }

    /** A limit that is {@link WhenUnavailable#CLOSED closed} when its store is away. */
    public static Limit failClosed(LimitKey key, LimitPolicy policy) {
        return new Limit(key, policy, WhenUnavailable.CLOSED);
    }
}
