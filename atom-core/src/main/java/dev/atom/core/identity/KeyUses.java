package dev.atom.core.identity;

import dev.atom.core.background.Repeater;
import dev.atom.core.db.SystemDb;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down when keys were used, off the requests' path and at most once a minute for each key, and lets the grace of a key run
 * from the first use of the one that takes its place. Noting never blocks and never fails; what waits is bounded, and a use that
 * finds no room is noted the next time. Thread-safe.
 */
public final class KeyUses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration EVERY_SECOND = Duration.ofSeconds(1);

    /** The most keys whose use waits to be written. */
    static final int MOST = 10_000;

    private final SystemDb db;
    private final CredentialWatch watch;
    private final Map<KeyUse, Instant> waiting = new ConcurrentHashMap<>();
    private Optional<Repeater> repeater = Optional.empty();

    /** Writes through {@code db}; {@code watch} hears of keys whose grace has begun to run. */
    public KeyUses(SystemDb db, CredentialWatch watch) {
        this.db = db;
        this.watch = watch;
    }

    /** A key. */
    record KeyUse(TenantId tenant, UUID key) {}

    /**
     * Notes a use.
     *
     * @param lastKnown when the key was last used according to the database
     */
    public void note(TenantId tenant, UUID key, Optional<Instant> lastKnown, Instant now) {
        boolean known = lastKnown.filter(at -> at.plus(EVERY).isAfter(now)).isPresent();
        if (!known && waiting.size() < MOST) {
            waiting.merge(new KeyUse(tenant, key), now.truncatedTo(ChronoUnit.MICROS), (a, b) -> a.isAfter(b) ? a : b);
        }
    }

    /** Writes what waits every second from now on. */
    public synchronized void start() {
        Repeater started = new Repeater("atom-key-uses");
        started.every(EVERY_SECOND, EVERY_SECOND, this::flush);
        repeater = Optional.of(started);
    }

    /** Writes what waits; what cannot be written waits on. */
    public synchronized void flush() {
        Map<KeyUse, Instant> taken = new ConcurrentHashMap<>();
        for (KeyUse use : List.copyOf(waiting.keySet())) {
            Optional.ofNullable(waiting.remove(use)).ifPresent(at -> taken.put(use, at));
        }
        if (taken.isEmpty()) {
            return;
        }
        List<TenantId> changed = new ArrayList<>();
        try {
            db.run(handle -> changed.addAll(KeyUseStore.write(handle, taken)));
        } catch (RuntimeException failed) {
            LOG.atWarn().setCause(failed).log("the last use of {} keys waits to be written", taken.size());
            taken.forEach((use, at) -> note(use.tenant(), use.key(), Optional.empty(), at));
        }
        changed.forEach(watch::changed);
    }

    /** Writes what is left and ends the thread. */
    @Override
    public void close() {
        Optional<Repeater> running;
        synchronized (this) {
            running = repeater;
            repeater = Optional.empty();
        }
        running.ifPresent(Repeater::close);
        flush();
    }
}
