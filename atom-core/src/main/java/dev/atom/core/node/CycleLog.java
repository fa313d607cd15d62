package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.NodeRef;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What one cycle saw, on its way to the chain of its provider. Not thread-safe. */
final class CycleLog {
    private final CycleOrder order;
    private final UUID cycle;
    private final CycleDigest inventory = new CycleDigest();
    private int nodes;

    CycleLog(CycleOrder order, UUID cycle) {
        this.order = order;
        this.cycle = cycle;
    }

    /** A node that was listed. */
    void listed(NodeRef node) {
        nodes++;
        inventory.add(node.scope()).add(node.externalId()).add(node.uid());
    }

    /** Adds the cycle to the chain, unless it saw what the one before saw and decided nothing. To be called once. */
    void append(Handle handle, boolean complete, int lost) {
        Optional<CycleRow> last = CycleStore.lockLast(handle, order.provider());
        List<String> decisions = CycleStore.decisions(handle, cycle);
        byte[] seen = inventory.finish();
        boolean nothingNew = order.tenant().isPresent()
                || last.filter(row -> row.complete() == complete && Arrays.equals(row.inventory(), seen))
                        .isPresent();
        if (decisions.isEmpty() && lost == 0 && nothingNew) {
            return;
        }
        CycleRow row = new CycleRow(
                order.provider(),
                last.map(CycleRow::number).orElse(0L) + 1,
                cycle,
                ReconcileStore.now(handle),
                order.tenant().map(TenantId::value),
                complete,
                nodes,
                seen,
                lost,
                decisions.size(),
                CycleDigest.of(decisions),
                CycleRow.BEGINNING);
        CycleStore.insert(handle, row.after(last.map(CycleRow::digest).orElse(CycleRow.BEGINNING)));
    }
}
