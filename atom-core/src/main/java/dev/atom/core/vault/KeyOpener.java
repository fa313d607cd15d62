package dev.atom.core.vault;

import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens keys, many at a time. Requests gather while the previous flush is in the database, and the next flush takes them all,
 * whoever their tenants are: under load a transaction, with its commit to disk, is shared by many opens, and without load
 * nothing waits. Each row is read anew for each flush, so a delete, a rotation or a shredding anywhere holds from the next one on.
 *
 * <p>One flush at a time makes the largest ones. One that takes longer than {@value #PATIENCE_MILLIS} ms, because the disk is slow
 * or a tenant's rows are locked, is joined by further ones, each on a thread of its own and never for a tenant that
 * is in the database already.
 *
 * <p>Thread-safe. Work happens on the threads' few threads.
 */
final class KeyOpener implements AutoCloseable {
    static final long PATIENCE_MILLIS = 5;

    private final VaultParts parts;
    private final Sealer sealer;
    private final ScheduledExecutorService threads;
    private final int batchSize;
    private final int capacity;
    private final OpenQueue queue;

    private final int mostFlushes;

    /** How many flushes are due or in the database. */
    private final AtomicInteger flushes = new AtomicInteger();

    private final AtomicLong begun = new AtomicLong();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean closed;

    KeyOpener(VaultParts parts, Sealer sealer, ScheduledExecutorService threads, OpenLimits limits) {
        this.parts = parts;
        this.sealer = sealer;
        this.threads = threads;
        this.batchSize = limits.batch();
        this.capacity = limits.queue();
        this.mostFlushes = limits.threads();
        this.queue = new OpenQueue(capacity);
    }

    CompletionStage<Optional<OpenedKey>> open(Caller caller, KeyName name, String purpose) {
        OpenRequest request = OpenRequest.of(caller, name, purpose);
        if (!queue.add(request)) {
            request.fail(new AtomException(
                    ErrorCode.UNAVAILABLE, capacity + " key uses are waiting for the database already: try again"));
        } else if (flushes.compareAndSet(0, 1)) {
            schedule();
        } else {
            waitAWhile();
        }
        return request.answer();
    }

    /** Refuses what is waiting; what is in the database still completes if the threads let it. */
    @Override
    public void close() {
        closed = true;
        refuseAll();
    }

    /** Runs a flush, which the caller has counted. */
    private void schedule() {
        try {
            threads.execute(this::flush);
        } catch (RejectedExecutionException stopped) {
            flushes.decrementAndGet();
            refuseAll();
        }
    }

    /** Looks again after a while: when no flush has begun since, the last one takes long, and another is due. */
    private void waitAWhile() {
        if (mostFlushes > 1 && watching.compareAndSet(false, true)) {
            long latest = begun.get();
            try {
                ScheduledFuture<?> unused =
                        threads.schedule(() -> look(latest), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                refuseAll();
            }
        }
    }

    private void look(long latest) {
        watching.set(false);
        if (!queue.ready()) {
            return;
        }
        if (begun.get() != latest) {
            waitAWhile();
        } else if (flushes.getAndUpdate(running -> Math.min(running + 1, mostFlushes)) < mostFlushes) {
            flush();
        }
    }

    private void flush() {
        begun.incrementAndGet();
        List<OpenRequest> taken = queue.take(batchSize);
        if (taken.isEmpty()) {
            release();
            return;
        }
        OpenBatch batch = new OpenBatch(parts, sealer, taken);
        try {
            batch.commit();
        } finally {
            queue.back(batch.tenants());
            release();
        }
        batch.answer();
    }

    /** Lets the next flush begin, while this thread goes on to decrypt. */
    private void release() {
        flushes.decrementAndGet();
        if (!queue.ready()) {
            return;
        }
        if (flushes.compareAndSet(0, 1)) {
            schedule();
        } else {
            waitAWhile();
        }
    }

    private void refuseAll() {
        AtomException stopped = new AtomException(
                ErrorCode.UNAVAILABLE, closed ? "the vault was closed" : "the vault takes no work: try again");
        queue.drain().forEach(request -> request.fail(stopped));
    }
}
