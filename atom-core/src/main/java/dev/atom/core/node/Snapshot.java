package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.StoreIncarnation;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * What the store says about the nodes of a page, read in one transaction and after the page.
 *
 * @param store the present life of the store
 * @param now the database's time
 * @param claims by id
 */
record Snapshot(StoreIncarnation store, Instant now, Map<ClaimId, List<StandingClaim>> claims) {
    static Snapshot of(Handle handle, Incarnation incarnation, ReconcileMode mode, List<ObservedNode> nodes) {
        StoreIncarnation store =
                switch (mode) {
                    case ENFORCE -> incarnation.read(handle);
                    // A restored store that has not begun its new life knows no node's: any id that nobody has will do.
                    case DRY_RUN ->
                        IncarnationStore.current(handle).orElseGet(() -> new StoreIncarnation(UUID.randomUUID()));
                };
        List<ClaimId> ids = nodes.stream()
                .map(ObservedNode::claim)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        Map<ClaimId, List<StandingClaim>> claims = new HashMap<>(2 * ids.size());
        for (StandingClaim claim : ReconcileStore.byId(handle, ids)) {
            claims.merge(claim.key().id(), List.of(claim), Snapshot::both);
        }
        return new Snapshot(store, ReconcileStore.now(handle), claims);
    }

    private static List<StandingClaim> both(List<StandingClaim> some, List<StandingClaim> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** The claim that a node names, of the tenant it names if several have that id. */
    Optional<StandingClaim> claim(ObservedNode node) {
        List<StandingClaim> named = node.claim().map(claims::get).orElse(List.of());
        if (named.size() > 1 && node.tags().isPresent()) {
            TenantId tenant = node.tags().get().tenant();
            for (StandingClaim claim : named) {
                if (claim.key().tenant().equals(tenant)) {
                    return Optional.of(claim);
                }
            }
        }
        return named.isEmpty() ? Optional.empty() : Optional.of(named.get(0));
    }
}
