package dev.atom.core.node;

import dev.atom.spi.node.StoreIncarnation;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows which life of the store this is, and notices when a restored one begins another. Thread-safe. */
final class Incarnation {
    private static final Logger LOG = LoggerFactory.getLogger(Incarnation.class);

    private final Duration lease;

    Incarnation(Duration lease) {
        this.lease = lease;
    }

    /**
     * The present life. Read in the transaction that reads the claims to be judged: a store that is exchanged in between would
     * otherwise lend its claims to the name of the old one.
     *
     * @param handle of the platform
     */
    StoreIncarnation read(Handle handle) {
        return IncarnationStore.current(handle).orElseGet(() -> begin(handle));
    }

    /** Begins another life on somebody's word, as after a restored disk image, which nothing inside the store can tell. */
    StoreIncarnation begin(Handle handle) {
        StoreIncarnation begun = IncarnationStore.begin(handle, lease);
        LOG.warn(
                "the store was restored: it begins its life {}; nodes that it does not know are left alone until their"
                        + " deadline",
                begun);
        return begun;
    }
}
