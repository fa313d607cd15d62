package dev.atom.core.vault;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.KeyWrapper;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Unwrapped data keys, for minutes. An entry is wiped when it leaves: at the end of its time, counted from when it was
 * unwrapped, when there are too many, or when its tenant's keys change. Thread-safe.
 */
final class DataKeyCache implements AutoCloseable {
    private static final int TRIES = 3;

    private final KeyWrapper wrapper;
    private final Cache<Id, DataKey> keys;

    private record Id(TenantId tenant, int version) {}

    DataKeyCache(KeyWrapper wrapper, CacheLimits limits) {
        this.wrapper = wrapper;
        this.keys = Caffeine.newBuilder()
                .expireAfterWrite(limits.timeToLive())
                .maximumSize(limits.entries())
                .ticker(limits.ticker())
                .scheduler(limits.scheduler())
                .executor(Runnable::run)
                .<Id, DataKey>evictionListener((id, key, cause) -> wipe(key))
                .removalListener((id, key, cause) -> wipe(key))
                .build();
    }

    /**
     * How much is kept, and how long.
     *
     * @param timeToLive from unwrapping
     * @param entries at most
     * @param ticker tells the time
     * @param scheduler wipes what nobody asks for any more
     */
    record CacheLimits(Duration timeToLive, int entries, Ticker ticker, Scheduler scheduler) {}

    /** Runs work with the data key in the clear, unwrapping it when it is not at hand. */
    <R> R with(SealedDek dek, Function<DataKey, Optional<R>> work) {
        for (int tries = 0; tries < TRIES; tries++) {
            Id id = new Id(dek.tenant(), dek.version());
            DataKey key = keys.get(id, absent -> unwrap(dek));
            Optional<R> result = work.apply(key);
            if (result.isPresent()) {
                return result.get();
            }
            // It was evicted between look-up and use.
            keys.asMap().remove(id, key);
        }
        throw new AtomException(ErrorCode.UNAVAILABLE, "data keys are evicted faster than they can be used: try again");
    }

    void evict(TenantId tenant, int version) {
        keys.invalidate(new Id(tenant, version));
    }

    void evict(TenantId tenant) {
        keys.asMap().keySet().removeIf(id -> id.tenant().equals(tenant));
    }

    /** How many are held; for tests. */
    int size() {
        keys.cleanUp();
        return keys.asMap().size();
    }

    /** Wipes all. */
    @Override
    public void close() {
        keys.invalidateAll();
        keys.cleanUp();
    }

    private DataKey unwrap(SealedDek dek) {
        return DataKey.unwrapped(dek.version(), wrapper.unwrap(dek.kekId(), dek.wrapped(), dek.associatedData()));
    }

    private static void wipe(@Nullable DataKey key) {
        if (key != null) {
            key.close();
        }
    }
}
