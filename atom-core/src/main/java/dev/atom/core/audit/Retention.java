package dev.atom.core.audit;

import dev.atom.core.db.SystemDb;
import dev.atom.spi.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes rows that are old enough, from the beginning of a chain and without a gap: a row stays as long as one before it does.
 * Each cut is signed, so that the rest stays verifiable, and is itself recorded. Thread-safe.
 */
final class Retention {
    private static final int BATCH = 10_000;

    private final SystemDb system;
    private final AuditLog log;
    private final AnchorKey key;
    private final Duration kept;
    private final Clock clock;
    private volatile boolean stopped;

    Retention(SystemDb system, AuditLog log, AnchorKey key, Duration kept, Clock clock) {
        this.system = system;
        this.log = log;
        this.key = key;
        this.kept = kept;
        this.clock = clock;
    }

    /** Ends {@link #apply} after the transaction it is in, and lets no other begin. */
    void stop() {
        stopped = true;
    }

    /** Cuts every log, ten thousand rows in a transaction; returns how many rows were removed. */
    long apply() {
        long removed = 0;
        for (ChainStore.Place head : system.in(ChainStore::heads)) {
            removed += apply(head.tenant());
        }
        return removed;
    }

    private long apply(TenantId tenant) {
        long removed = 0;
        long batch = BATCH;
        while (batch == BATCH && !stopped) {
            batch = system.in(handle -> {
                Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
                Instant before = now.minus(kept);
                if (due(ChainStore.oldest(handle, tenant, 1), before).isEmpty()) {
                    return 0L;
                }
                Optional<ChainStore.Place> last = due(ChainStore.oldest(handle, tenant, BATCH), before);
                if (last.isEmpty()) {
                    return 0L;
                }
                Cut cut = Cut.sign(last.get(), now, key);
                long rows = ChainStore.cut(handle, cut);
                if (rows > 0) {
                    Map<String, String> details = Map.of(
                            "rows",
                            Long.toString(rows),
                            "last",
                            Long.toString(cut.place().seq()));
                    log.record(
                            handle,
                            new AuditEvent(tenant, Actor.process("audit retention"), "audit.cut", "audit", details));
                }
                return rows;
            });
            removed += batch;
        }
        return removed;
    }

    /** The last of the rows that are all older than the time. */
    private static Optional<ChainStore.Place> due(List<ChainStore.Dated> oldest, Instant before) {
        Optional<ChainStore.Place> last = Optional.empty();
        for (ChainStore.Dated row : oldest) {
            if (!row.at().isBefore(before)) {
                break;
            }
            last = Optional.of(row.place());
        }
        return last;
    }
}
