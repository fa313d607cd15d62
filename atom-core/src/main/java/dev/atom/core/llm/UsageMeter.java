package dev.atom.core.llm;

import dev.atom.core.db.TenantDb;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
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

    private final TenantDb db;
    private final UsageStore store = new UsageStore();
    private final Queue<UsageRecord> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "atom-usage-meter");
        thread.setDaemon(true);
        return thread;
    });

    private final ScheduledFuture<?> flushing;

    UsageMeter(TenantDb db) {
        this.db = db;
        flushing = timer.scheduleWithFixedDelay(this::flushQuietly, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
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
     * Writes everything that waits. Rows the database refuses are logged as lost: they may be another tenant's than the caller's.
     *
     * @throws AtomException UNAVAILABLE when the database is away; the rows wait on
     */
    synchronized void flush() {
        while (true) {
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

    private void write(List<UsageRecord> batch) {
        Map<TenantId, List<UsageRecord>> left = batch.stream().collect(Collectors.groupingBy(UsageRecord::tenant));
        for (TenantId tenant : List.copyOf(left.keySet())) {
            try {
                write(tenant, left.getOrDefault(tenant, List.of()));
            } catch (AtomException away) {
                // Each of the others would wait out the same time-out.
                left.values().forEach(waiting::addAll);
                throw away;
            }
            left.remove(tenant);
        }
    }

    private void write(TenantId tenant, List<UsageRecord> rows) {
        try {
            db.run(tenant, handle -> store.insert(handle, tenant, rows));
        } catch (RuntimeException failed) {
            if (failed instanceof AtomException away && away.code() == ErrorCode.UNAVAILABLE) {
                throw away;
            }
            // Retrying rows the database refuses would only hold up the good ones.
            LOG.atError().setCause(failed).addKeyValue("tenant", tenant).log("{} usage rows are lost", rows.size());
        }
        size.addAndGet(-rows.size());
    }

    /** Writes what is left and ends the thread. */
    @Override
    public void close() {
        flushing.cancel(false);
        timer.shutdown();
        try {
            flush();
        } catch (RuntimeException away) {
            LOG.atError().setCause(away).log("{} usage rows are lost: the host stops", size.get());
        }
    }
}
