package dev.atom.core.node;

import dev.atom.core.node.Decision.Kind;
import dev.atom.spi.node.NodeState;
import dev.atom.spi.node.NodeTags;
import dev.atom.spi.node.ObservedNode;
import dev.atom.spi.node.StoreIncarnation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides about a node that a list showed, from the claim that was read afterwards. A node is only ever destroyed for a reason
 * that cannot become false again: its claim is to go, its claim has another node, or this life of the store never made its
 * claim. What the cloud says the node is doing is no reason.
 *
 * @param store the present life of the store
 * @param now the database's time, after the list
 * @param orphanAge how old a node without a claim must be: longer than a create can take, and clocks can differ
 */
record Judge(StoreIncarnation store, Instant now, Duration orphanAge) {
    /**
     * The decision.
     *
     * @param claim the claim that the node names, as the store has it; empty when it has none
     * @param knownSince when a list first showed the node, for providers that do not say when it was made
     */
    Decision judge(ObservedNode node, Optional<StandingClaim> claim, Instant knownSince) {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("store", store.toString());
        claim.ifPresent(row -> {
            evidence.put("claim_phase", row.phase().name());
            evidence.put("claim_version", Integer.toString(row.version()));
        });
        node.tags().ifPresent(tags -> {
            evidence.put("node_store", tags.store().toString());
            evidence.put("node_deadline", tags.deadline().toString());
        });
        return claim.map(row -> known(node, row, evidence)).orElseGet(() -> unknown(node, knownSince, evidence));
    }

    private Decision known(ObservedNode node, StandingClaim claim, Map<String, String> evidence) {
        boolean itsOwn = claim.node().filter(node.ref()::equals).isPresent();
        if (!itsOwn) {
            if (node.tags().isEmpty()) {
                return new Decision(Kind.QUARANTINE, "its tags cannot be read", evidence);
            }
            if (node.tags()
                            .filter(tags -> tags.tenant().equals(claim.key().tenant()))
                            .isEmpty()
                    || !claim.provider().equals(node.ref().provider())) {
                return new Decision(Kind.QUARANTINE, "its tags contradict its claim", evidence);
            }
        }
        return switch (claim.phase()) {
            case TERMINATED -> new Decision(Kind.DESTROY_RELEASED, "its claim was gone already", evidence);
            case TERMINATING -> terminating(claim, itsOwn, evidence);
            case PENDING -> new Decision(Kind.ADOPT, "its claim waits for it", evidence);
            case LAUNCHED -> live(node, itsOwn, Kind.READY, evidence);
            case READY -> live(node, itsOwn, Kind.KEEP, evidence);
        };
    }

    private static Decision terminating(StandingClaim claim, boolean itsOwn, Map<String, String> evidence) {
        if (itsOwn) {
            return new Decision(Kind.KEEP, "its end is asked for until it is gone", evidence);
        }
        return claim.node().isEmpty()
                ? new Decision(Kind.ADOPT, "its claim is to go and did not know it", evidence)
                : new Decision(Kind.DESTROY_RELEASED, "its claim is to go and has another node", evidence);
    }

    private static Decision live(ObservedNode node, boolean itsOwn, Kind onceRunning, Map<String, String> evidence) {
        if (!itsOwn) {
            return new Decision(Kind.DESTROY_DUPLICATE, "its claim has another node", evidence);
        }
        return new Decision(node.state() == NodeState.RUNNING ? onceRunning : Kind.KEEP, "its claim is live", evidence);
    }

    private Decision unknown(ObservedNode node, Instant knownSince, Map<String, String> evidence) {
        Optional<NodeTags> tags = node.tags();
        if (tags.isEmpty()) {
            return new Decision(Kind.QUARANTINE, "its tags cannot be read", evidence);
        }
        if (!tags.get().store().equals(store)) {
            return tags.get().deadline().plus(orphanAge).isBefore(now)
                    ? new Decision(
                            Kind.DESTROY_ORPHAN,
                            "another life of the store made it, and its deadline is over",
                            evidence)
                    : new Decision(Kind.QUARANTINE, "another life of the store made it", evidence);
        }
        Instant madeAt = node.createdAt().filter(knownSince::isAfter).orElse(knownSince);
        evidence.put("node_since", madeAt.toString());
        return madeAt.plus(orphanAge).isBefore(now)
                ? new Decision(Kind.DESTROY_ORPHAN, "no claim was ever made for it", evidence)
                : new Decision(Kind.KEEP, "it is too young to be called an orphan", evidence);
    }
}
