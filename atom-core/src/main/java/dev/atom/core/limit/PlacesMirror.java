package dev.atom.core.limit;

import java.util.List;
import java.util.TreeMap;

/**
 * The mirror of a concurrency limit: the places this instance holds. Places come back soon and only by whoever took them, so
 * what other instances hold cannot be remembered, and Redis is told exactly the places it does not know of.
 */
final class PlacesMirror extends WindowMirror {
    private final TreeMap<Long, Long> unknown = new TreeMap<>();

    PlacesMirror(String key) {
        super(key);
    }

    @Override
    synchronized void saw(LimitRequest.Part part, boolean admitted, long where, long units, long now) {
        adopt(part.limit().policy(), now);
        if (admitted) {
            taken().merge(where, part.cost(), Long::sum);
        }
    }

    @Override
    synchronized boolean admits(LimitPolicy policy, long cost, int instances, long now) {
        adopt(policy, now);
        return (sum(now) + cost) * instances <= policy.limit();
    }

    @Override
    synchronized long take(LimitPolicy policy, long cost, int instances, long now) {
        keepUnsaid();
        long where = add(policy, cost, now);
        unknown.merge(where, cost, Long::sum);
        return where;
    }

    @Override
    synchronized void giveBack(LimitPolicy policy, long where, long units, long now) {
        super.giveBack(policy, where, units, now);
        unknown.computeIfPresent(where, (place, held) -> held > units ? held - units : null);
    }

    @Override
    synchronized LimitState state(Limit limit, long cost, int instances, long now) {
        adopt(limit.policy(), now);
        long share = limit.policy().limit() / instances;
        long free = share - sum(now);
        long reset = taken().isEmpty() ? 0 : SubWindows.expiresIn(taken().lastKey(), length(), now);
        return LimitState.ofMicros(limit, Math.max(free, 0), reset, retry(cost - free, now));
    }

    @Override
    synchronized void lost() {
        unknown.putAll(taken());
        super.lost();
    }

    @Override
    synchronized void shift(long micros) {
        super.shift(micros);
        unknown.clear();
        unknown.putAll(taken());
    }

    @Override
    synchronized List<String> head() {
        return List.of("w", "add", "0", Long.toString(length()));
    }

    @Override
    synchronized List<String> figures(long now) {
        unknown.keySet().retainAll(taken().keySet());
        return unknown.entrySet().stream()
                .flatMap(place ->
                        List.of(place.getKey().toString(), place.getValue().toString()).stream())
                .toList();
    }

    @Override
    void said() {
        unknown.clear();
    }

    @Override
    synchronized void unheard(List<String> figures) {
        for (int i = 0; i < figures.size(); i += 2) {
            unknown.merge(Long.valueOf(figures.get(i)), Long.valueOf(figures.get(i + 1)), Long::sum);
        }
        keepUnsaid();
    }
}
