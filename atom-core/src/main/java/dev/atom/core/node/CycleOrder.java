package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.NodeSelector;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.OwnerId;
import java.util.Optional;

/**
 * What one cycle is to go over, and how.
 *
 * @param calls the provider
 * @param mode whether it acts
 * @param tenant only this one's nodes; empty for all of the installation
 * @param sightings since when nodes without a claim are known
 * @param pace how it gets along with the provider's limits
 */
record CycleOrder(ProviderCalls calls, ReconcileMode mode, Optional<TenantId> tenant, Sightings sightings, Pace pace) {
    /** Over one tenant's nodes: it waits for no limit, and remembers nothing. */
    static CycleOrder of(TenantId tenant, ProviderCalls calls, ReconcileMode mode) {
        return new CycleOrder(calls, mode, Optional.of(tenant), new Sightings(), Pace.IMPATIENT);
    }

    String provider() {
        return calls.provider().id();
    }

    boolean acts() {
        return mode == ReconcileMode.ENFORCE;
    }

    /** A tenant's nodes are looked for where they would be, so that nobody else's cost it anything. */
    NodeSelector selector(OwnerId owner) {
        return tenant.map(one -> NodeSelector.in(calls.provider().scope(one), owner))
                .orElseGet(() -> NodeSelector.of(owner));
    }

    /** Whether a node is looked at. One whose tags cannot be read is nobody's but the platform's. */
    boolean covers(ObservedNode node, OwnerId owner) {
        return node.owner().filter(owner::equals).isPresent()
                && tenant.map(one -> node.tags()
                                .filter(tags -> tags.tenant().equals(one))
                                .isPresent())
                        .orElse(true);
    }
}
