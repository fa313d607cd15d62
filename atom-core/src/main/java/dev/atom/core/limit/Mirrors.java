package dev.atom.core.limit;

import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The mirrors of the limits of one partition. There are at most so many: when more limits are in use, the others have none, and
 * are denied for want of room while Redis cannot be asked. Strangers can bring any number of keys that belong to no tenant, so
 * those that are {@link WhenUnavailable#CLOSED} without Redis, and need a mirror only for when it has forgotten, have a few
 * mirrors of their own and take none from tenants. Thread-safe.
 */
final class Mirrors {
    private final ConcurrentMap<String, Mirror> tenants = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Mirror> strangers = new ConcurrentHashMap<>();
    private final int most;
    private final int mostOfStrangers;
    private final Counter missing;

    Mirrors(int most, int mostOfStrangers, MeterRegistry meters) {
        this.most = most;
        this.mostOfStrangers = mostOfStrangers;
        missing = meters.counter("atom.limits.redis.unremembered");
    }

    /** The mirror of a limit, made when there is room for it. */
    Optional<Mirror> of(String key, Limit limit) {
        return isStrangers(limit)
                ? of(strangers, mostOfStrangers, key, limit.policy())
                : of(tenants, most, key, limit.policy());
    }

    private static boolean isStrangers(Limit limit) {
        return limit.key().tenant().equals(TenantId.PLATFORM) && limit.whenUnavailable() == WhenUnavailable.CLOSED;
    }

    private Optional<Mirror> of(ConcurrentMap<String, Mirror> mirrors, int limit, String key, LimitPolicy policy) {
        Mirror known = mirrors.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        if (mirrors.size() >= limit) {
            missing.increment();
            return Optional.empty();
        }
        return Optional.of(mirrors.computeIfAbsent(key, name -> Mirror.of(name, policy)));
    }

    void forEach(Consumer<Mirror> action) {
        Stream.of(tenants, strangers).forEach(mirrors -> mirrors.values().forEach(action));
    }

    /** Those that hold something, as of now; the others are dropped. */
    List<Mirror> sweep(long now) {
        List<Mirror> all = new ArrayList<>();
        sweep(tenants, now, all);
        sweep(strangers, now, all);
        return all;
    }

    private static void sweep(ConcurrentMap<String, Mirror> mirrors, long now, List<Mirror> all) {
        mirrors.forEach((key, mirror) -> {
            synchronized (mirror) {
                if (mirror.isEmpty(now)) {
                    mirror.drop();
                    mirrors.remove(key, mirror);
                } else {
                    all.add(mirror);
                }
            }
        });
    }
}
