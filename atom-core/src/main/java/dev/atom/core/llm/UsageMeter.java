package dev.atom.core.llm;

import dev.atom.core.background.Repeater;
import dev.atom.core.db.SystemDb;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes usage rows in batches, off the calls' path. A row waits at most {@value #EVERY_MILLIS} ms in memory; {@link #close}
 * writes what is left. When the database is away rows wait, up to {@value #MOST}; beyond that they are counted and logged as
 * lost. The audited opening of each key is in the database before its call, so a lost row can still be noticed.
 */
final class UsageMeter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UsageMeter.class);
    private static final int MOST = 100_000;
    private static final int BATCH = 1_000;
    private static final long EVERY_MILLIS = 50;

    private final SystemDb db;
    private final UsageStore store = new UsageStore();
    private final Queue<UsageRecord> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Repeater repeater = new Repeater("atom-usage-meter");

    UsageMeter(SystemDb db) {
        this.db = db;
        Duration every = Duration.ofMillis(EVERY_MILLIS);
        repeater.every(every, every, this::flushQuietly);
    }

    void add(UsageRecord row) {
        if (size.incrementAndGet() > MOST) {
            size.decrementAndGet();
            LOG.atError()
                    .addKeyValue("tenant", row.tenant())
                    .addKeyValue("provider", row.provider())
                    .log("a usage row is lost: {} rows wait for the database", MOST);
            return;
        }
        waiting.add(row);
    }

    private void flushQuietly() {
        try {
            flush();
        } catch (RuntimeException away) {
            LOG.atWarn().setCause(away).log("usage rows wait: {} in memory", size.get());
        }
    }

    /**
     * Writes everything that waited when it was called. Rows the database refuses are logged as lost: they may be another
     * tenant's than the caller's.
     *
     * @throws AtomException UNAVAILABLE when the database is away; the rows wait on
     */
    synchronized void flush() {
        for (int left = size.get(); left > 0; left -= BATCH) {
            List<UsageRecord> batch = new ArrayList<>();
            for (UsageRecord row = waiting.poll(); row != null; row = waiting.poll()) {
                batch.add(row);
                if (batch.size() == BATCH) {
                    break;
                }
            }
            if (batch.isEmpty()) {
                return;
            }
            write(batch);
        }
    }

    /** All tenants' rows in one statement. */
    private void write(List<UsageRecord> batch) {
        try {
            insert(batch);
        } catch (AtomException failed) {
            if (failed.code() == ErrorCode.UNAVAILABLE) {
                waiting.addAll(batch);
                throw failed;
            }
            writeByTenant(batch);
        }
    }

    /** The database refuses some of the rows: only the tenants they belong to lose theirs. */
    private void writeByTenant(List<UsageRecord> batch) {
        Map<TenantId, List<UsageRecord>> left = batch.stream().collect(Collectors.groupingBy(UsageRecord::tenant));
        for (Map.Entry<TenantId, List<UsageRecord>> next : Map.copyOf(left).entrySet()) {
            try {
                insert(next.getValue());
            } catch (AtomException failed) {
                if (failed.code() == ErrorCode.UNAVAILABLE) {
                    left.values().forEach(waiting::addAll);
                    throw failed;
                }
                size.addAndGet(-next.getValue().size());
                LOG.atError()
                        .setCause(failed)
                        .addKeyValue("tenant", next.getKey())
                        .log("{} usage rows are lost", next.getValue().size());
            }
            left.remove(next.getKey());
        }
    }

    private void insert(List<UsageRecord> rows) {
        db.run(handle -> store.insert(handle, rows));
        size.addAndGet(-rows.size());
    }

    /** Writes what is left and ends the thread. */
    @Override
    public void close() {
        repeater.close();
        try {
            flush();
        } catch (RuntimeException away) {
            LOG.atError().setCause(away).log("{} usage rows are lost: the host stops", size.get());
        }
    }
}
