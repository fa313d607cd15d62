package dev.atom.core.limit;

/**
 * What runs in Redis. A test may put a clock it holds in the place of the server's.
 *
 * @param limits every decision
 * @param join what keeps an instance and Redis of one mind
 */
record RedisScripts(RedisScript limits, RedisScript join) {
    /** As they are delivered. */
    static final RedisScripts DELIVERED =
            new RedisScripts(RedisScript.named("limits.lua"), RedisScript.named("join.lua"));
}
