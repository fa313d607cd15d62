package dev.atom.core.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The mirrors of the limits of one partition. There are at most so many: when more limits are in use, the others have none, and
 * begin with an empty count when Redis cannot be asked. Thread-safe.
 */
final class Mirrors {
    private final ConcurrentHashMap<String, Mirror> mirrors = new ConcurrentHashMap<>();
    private final int most;
    private final Counter missing;

    Mirrors(int most, MeterRegistry meters) {
        this.most = most;
        missing = meters.counter("atom.limits.redis.unremembered");
    }

    /** The mirror of a limit, made when there is room for it. */
    Optional<Mirror> of(String key, LimitPolicy policy) {
        Mirror known = mirrors.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        if (mirrors.size() >= most) {
            missing.increment();
            return Optional.empty();
        }
        return Optional.of(mirrors.computeIfAbsent(key, name -> Mirror.of(name, policy)));
    }

    void forEach(Consumer<Mirror> action) {
        mirrors.values().forEach(action);
    }

    /** Those that hold something, as of now; the others are dropped. */
    List<Mirror> sweep(long now) {
        List<Mirror> all = new ArrayList<>();
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
        return all;
    }
}
