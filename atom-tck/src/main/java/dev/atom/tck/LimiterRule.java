package dev.atom.tck;

import java.time.Duration;

/**
 * A policy of a limiter under test.
 *
 * @param kind what sort
 * @param name what it is called, lower-case
 * @param limit units
 * @param window what they refer to; for {@link Kind#PLACES} how long a place is kept
 * @param burst for {@link Kind#BUCKET}: units at once
 */
public record LimiterRule(Kind kind, String name, long limit, Duration window, long burst) {
    /** The sorts of policies. */
    public enum Kind {
        /** Never more than the limit in any rolling window, counted conservatively. */
        WINDOW,
        /** A rate with a burst. */
        BUCKET,
        /** So many at once, given back or lost after a while. */
        PLACES
    }

    /** So many a minute, in any minute. */
    public static LimiterRule window(String name, long limit) {
        return new LimiterRule(Kind.WINDOW, name, limit, Duration.ofMinutes(1), 0);
    }

    /** So many a minute, and so many at once. */
    public static LimiterRule bucket(String name, long limit, long burst) {
        return new LimiterRule(Kind.BUCKET, name, limit, Duration.ofMinutes(1), burst);
    }

    /** So many at once, for at most a minute. */
    public static LimiterRule places(String name, long limit) {
        return new LimiterRule(Kind.PLACES, name, limit, Duration.ofMinutes(1), 0);
    }

    /** The same with another limit. */
    public LimiterRule withLimit(long changed) {
        return new LimiterRule(kind, name, changed, window, burst);
    }
}
