package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import java.util.List;
import java.util.Optional;

/**
 * What one cycle over one provider found and did.
 *
 * @param provider which provider
 * @param mode whether it acted
 * @param complete whether the provider answered for all it was asked; without that nothing was taken for gone
 * @param problem why it was not complete; empty when it was
 * @param nodes how many nodes were listed
 * @param unaccounted how many of them have no live claim and none that is to go
 * @param heldBack how many of those would have been destroyed, but for the cap
 * @param lost how many claims ended because their nodes are gone
 * @param findings the nodes that something was, or would be, done about, at most {@value #MOST_FINDINGS}; copied
 */
public record ReconcileReport(
        String provider,
        ReconcileMode mode,
        boolean complete,
        Optional<String> problem,
        int nodes,
        int unaccounted,
        int heldBack,
        int lost,
        List<Finding> findings) {
    /** The most findings of one report. */
    public static final int MOST_FINDINGS = 1_000;

    /** Copies the findings. */
    public ReconcileReport {
        findings = List.copyOf(findings);
    }

    /**
     * One node that something was done about.
     *
     * @param decision such as {@code ADOPT}, {@code DESTROY_ORPHAN} or {@code QUARANTINE}
     * @param why in a few words
     * @param node where it is
     * @param name its name
     * @param tenant whose it says it is
     * @param claim the claim it names
     */
    public record Finding(
            String decision,
            String why,
            NodeRef node,
            String name,
            Optional<TenantId> tenant,
            Optional<ClaimId> claim) {
        static Finding of(Decision decision, ObservedNode node) {
            return new Finding(
                    decision.kind().name(),
                    decision.why(),
                    node.ref(),
                    node.name(),
                    node.tags().map(NodeTags::tenant),
                    node.claim());
        }
    }
}
