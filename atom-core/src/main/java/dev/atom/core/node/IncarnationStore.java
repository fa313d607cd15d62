package dev.atom.core.node;

import dev.atom.spi.node.OwnerId;
import dev.atom.spi.node.StoreIncarnation;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of the store's own identity: which life of it this is, and whether a new one has begun unnoticed. */
final class IncarnationStore {
    private static final String READ = """
            select incarnation, place = atom_store_place() and written_by = xmin::text as same from node_store
            """;

    private static final String INSTALLATION = "select installation from node_store";

    private static final String RECORDED = "select incarnation from node_store";

    private static final String BEGIN = """
            update node_store set incarnation = gen_random_uuid(), place = atom_store_place(),
                written_by = pg_current_xact_id()::xid::text, began_at = clock_timestamp()
            where incarnation = :before
            returning incarnation
            """;

    /** What the store says of leases is as old as the copy it was restored from: each gets its whole time again. */
    private static final String EXTEND = """
            update node_claims set idle_until = null,
                lease_until = least(greatest(lease_until, clock_timestamp() + :lease * interval '1 millisecond'), deadline)
            where phase in ('PENDING', 'LAUNCHED', 'READY')
            """;

    private IncarnationStore() {}

    /** The life of the store; empty when it was restored, and {@link #begin} must come before anything else. */
    static Optional<StoreIncarnation> current(Handle handle) {
        return handle.createQuery(READ)
                .map((row, context) -> row.getBoolean("same")
                        ? Optional.of(new StoreIncarnation(row.getObject("incarnation", UUID.class)))
                        : Optional.<StoreIncarnation>empty())
                .one();
    }

    /** Begins a new life, unless another process has just done so, and extends the leases. */
    static StoreIncarnation begin(Handle handle, Duration lease) {
        Optional<UUID> begun = handle.createQuery(BEGIN)
                .bind("before", recorded(handle).value())
                .mapTo(UUID.class)
                .findOne();
        if (begun.isPresent()) {
            handle.createUpdate(EXTEND).bind("lease", lease.toMillis()).execute();
        }
        return begun.map(StoreIncarnation::new).orElseGet(() -> recorded(handle));
    }

    /** A name for the installation, the same for all lives of its store. */
    static OwnerId defaultOwner(Handle handle) {
        UUID installation = handle.createQuery(INSTALLATION).mapTo(UUID.class).one();
        return new OwnerId("atom-" + installation.toString().replace("-", "").substring(0, 16));
    }

    /** The life on record, which a restored store may not have left yet: enough to make claims, not to judge nodes. */
    static StoreIncarnation recorded(Handle handle) {
        return new StoreIncarnation(
                handle.createQuery(RECORDED).mapTo(UUID.class).one());
    }
}
