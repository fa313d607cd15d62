package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.DestroyOutcome;
import dev.atom.spi.node.DestroyOutcome.Ambiguous;
import dev.atom.spi.node.DestroyOutcome.Blocked;
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
     * @param outcome what the provider answered when its end was asked for; empty when it was not asked
     */
    public record Finding(
            String decision,
            String why,
            NodeRef node,
            String name,
            Optional<TenantId> tenant,
            Optional<ClaimId> claim,
            Optional<DestroyOutcome> outcome) {
        static Finding of(Decision decision, ObservedNode node) {
            return new Finding(
                    decision.kind().name(),
                    decision.why(),
                    node.ref(),
                    node.name(),
                    node.tags().map(NodeTags::tenant),
                    node.claim(),
                    Optional.empty());
        }

        Finding with(DestroyOutcome answered) {
            return new Finding(decision, why, node, name, tenant, claim, Optional.of(answered));
        }

        /** Whether its end was asked for, and the provider would not or did not say that it will be. */
        public boolean refused() {
            return outcome.filter(answered -> answered instanceof Blocked || answered instanceof Ambiguous)
                    .isPresent();
        }
    }

    /** Whether the provider answered for everything, and agreed to the end of each node that it was asked to end. */
    public boolean succeeded() {
        return complete && findings.stream().noneMatch(Finding::refused);
    }
}
