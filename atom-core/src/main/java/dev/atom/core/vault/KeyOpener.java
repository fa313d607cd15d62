package dev.atom.core.vault;

import dev.atom.core.audit.Caller;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens keys, many at a time. Requests of a tenant gather while its previous flush is in the database, and the next flush takes
 * them all: under load a transaction, with its commit to disk, is shared by many opens, and without load nothing waits. Each
 * row is read anew for each flush, so a delete, a rotation or a shredding anywhere holds from the next one on.
 *
 * <p>Thread-safe. Work happens on the executor's threads, of which a tenant keeps at most one in the database.
 */
final class KeyOpener implements AutoCloseable {
    private final VaultParts parts;
    private final Sealer sealer;
    private final Executor workers;
    private final int batchSize;
    private final int capacity;
    private final AtomicInteger waiting = new AtomicInteger();

    /** A tenant is in here while a flush of its requests is due or in the database. */
    private final ConcurrentHashMap<TenantId, Queue<OpenRequest>> lanes = new ConcurrentHashMap<>();

    private volatile boolean closed;

    KeyOpener(VaultParts parts, Sealer sealer, Executor workers, int batchSize, int capacity) {
        this.parts = parts;
        this.sealer = sealer;
        this.workers = workers;
        this.batchSize = batchSize;
        this.capacity = capacity;
    }

    CompletionStage<Optional<OpenedKey>> open(Caller caller, KeyName name, String purpose) {
        OpenRequest request = OpenRequest.of(caller, name, purpose);
        if (waiting.incrementAndGet() > capacity) {
            waiting.decrementAndGet();
            request.answer()
                    .completeExceptionally(new AtomException(
                            ErrorCode.UNAVAILABLE,
                            capacity + " key uses are waiting for the database already: try again"));
            return request.answer();
        }
        TenantId tenant = caller.tenant();
        List<Boolean> first = new ArrayList<>(1);
        lanes.compute(tenant, (key, lane) -> {
            if (lane == null) {
                first.add(true);
            }
            Queue<OpenRequest> queue = lane == null ? new ArrayDeque<>() : lane;
            queue.add(request);
            return queue;
        });
        if (!first.isEmpty()) {
            schedule(tenant);
        }
        return request.answer();
    }

    /** Refuses what is waiting; what is in the database still completes if the executor lets it. */
    @Override
    public void close() {
        closed = true;
        lanes.keySet().forEach(this::refuseAll);
    }

    private void schedule(TenantId tenant) {
        try {
            workers.execute(() -> flush(tenant));
        } catch (RejectedExecutionException stopped) {
            refuseAll(tenant);
        }
    }

    private void flush(TenantId tenant) {
        List<OpenRequest> taken = take(tenant);
        if (taken.isEmpty()) {
            release(tenant);
            return;
        }
        OpenBatch batch = new OpenBatch(parts, sealer, taken);
        OpenStore.Snapshot snapshot;
        try {
            snapshot = batch.commit();
        } catch (RuntimeException failed) {
            batch.fail(OpenBatch.unavailable(failed));
            return;
        } catch (Error fatal) {
            batch.fail(OpenBatch.unavailable(fatal));
            throw fatal;
        } finally {
            release(tenant);
        }
        batch.answer(snapshot);
    }

    private List<OpenRequest> take(TenantId tenant) {
        List<OpenRequest> taken = new ArrayList<>();
        lanes.computeIfPresent(tenant, (key, lane) -> {
            while (!lane.isEmpty() && taken.size() < batchSize) {
                taken.add(lane.remove());
            }
            return lane;
        });
        waiting.addAndGet(-taken.size());
        return taken;
    }

    /** Lets the tenant's next flush begin, while this thread goes on to decrypt. */
    private void release(TenantId tenant) {
        boolean more = lanes.computeIfPresent(tenant, (key, lane) -> lane.isEmpty() ? null : lane) != null;
        if (more) {
            schedule(tenant);
        }
    }

    private void refuseAll(TenantId tenant) {
        List<OpenRequest> refused = new ArrayList<>();
        lanes.computeIfPresent(tenant, (key, lane) -> {
            refused.addAll(lane);
            return null;
        });
        waiting.addAndGet(-refused.size());
        AtomException stopped = new AtomException(
                ErrorCode.UNAVAILABLE, closed ? "the vault was closed" : "the vault takes no work: try again");
        refused.forEach(request -> request.answer().completeExceptionally(stopped));
    }
}
