package dev.atom.core.limit;

import java.util.List;

/**
 * A decision and where its costs were taken.
 *
 * @param where for each limit the sub-window, or the instant, if they were taken
 */
record RedisTaking(RedisRequest asked, Decision decision, List<Long> where) {
    RedisTaking {
        where = List.copyOf(where);
    }
}
