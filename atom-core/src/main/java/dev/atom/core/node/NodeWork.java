package dev.atom.core.node;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls to providers that claims wait for. The store says which; handing a claim over here only makes it sooner, and
 * nothing is lost when that fails. Thread-safe.
 */
final class NodeWork {
    private static final Logger LOG = LoggerFactory.getLogger(NodeWork.class);
    private static final int MOST = 200;

    private final NodeParts parts;
    private final Executor blocking;
    private final Launcher launcher;
    private final Ender ender;
    private final Set<ClaimKey> underWay = ConcurrentHashMap.newKeySet();

    NodeWork(NodeParts parts, Executor blocking) {
        this.parts = parts;
        this.blocking = blocking;
        this.launcher = new Launcher(parts);
        this.ender = new Ender(parts);
    }

    Ender ender() {
        return ender;
    }

    /** Begins what the claim waits for, if it does. Does not block. */
    void soon(NodeClaim claim) {
        switch (claim.phase()) {
            case PENDING -> begin(claim, launcher::launch);
            case TERMINATING -> begin(claim, ender::destroy);
            case LAUNCHED, READY, TERMINATED -> {}
        }
    }

    /** Begins all that is due, {@value #MOST} claims at most; says how many. Blocks on the store. */
    int due() {
        List<NodeClaim> due = parts.system()
                .in(handle -> ReconcileStore.due(handle, parts.providers().keySet(), MOST));
        due.forEach(this::soon);
        return due.size();
    }

    private void begin(NodeClaim claim, Consumer<NodeClaim> work) {
        if (!underWay.add(claim.key())) {
            return;
        }
        try {
            blocking.execute(() -> run(claim, work));
        } catch (RejectedExecutionException busy) {
            underWay.remove(claim.key());
            LOG.atDebug().addKeyValue("claim", claim.id()).log("too much waits: the claim's turn comes later");
        }
    }

    private void run(NodeClaim claim, Consumer<NodeClaim> work) {
        try {
            work.accept(claim);
        } catch (RuntimeException failed) {
            LOG.atWarn()
                    .setCause(failed)
                    .addKeyValue("tenant", claim.tenant())
                    .addKeyValue("claim", claim.id())
                    .log("work on a node failed: it is tried again");
        } finally {
            underWay.remove(claim.key());
        }
    }
}
