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
    private static final Decision KEEP = Decision.of(Kind.KEEP, "its claim is live");
    private static final Decision LEAVE_TO_ITS_END = Decision.of(Kind.KEEP, "its end is asked for until it is gone");
    private static final Decision LEAVE_THE_YOUNG = Decision.of(Kind.KEEP, "it is too young to be called an orphan");
    private static final Decision READY = Decision.of(Kind.READY, "its claim is live");
    private static final Decision ADOPT = Decision.of(Kind.ADOPT, "its claim waits for it");
    private static final Decision ADOPT_TO_ITS_END = Decision.of(Kind.ADOPT, "its claim is to go and did not know it");

    /**
     * The decision. One about a healthy node is always the same object, without evidence: there may be a hundred thousand.
     *
     * @param claim the claim that the node names, as the store has it; empty when it has none
     * @param knownSince when a list first showed the node, for providers that do not say when it was made
     */
    Decision judge(ObservedNode node, Optional<StandingClaim> claim, Instant knownSince) {
        return claim.isPresent() ? known(node, claim.get()) : unknown(node, knownSince);
    }

    private Decision known(ObservedNode node, StandingClaim claim) {
        boolean itsOwn = claim.node().isPresent() && claim.node().get().equals(node.ref());
        if (!itsOwn) {
            if (node.tags().isEmpty()) {
                return onRecord(Kind.QUARANTINE, "its tags cannot be read", node, claim);
            }
            if (node.tags()
                            .filter(tags -> tags.tenant().equals(claim.key().tenant()))
                            .isEmpty()
                    || !claim.provider().equals(node.ref().provider())) {
                return onRecord(Kind.QUARANTINE, "its tags contradict its claim", node, claim);
            }
        }
        return switch (claim.phase()) {
            case TERMINATED -> onRecord(Kind.DESTROY_RELEASED, "its claim was gone already", node, claim);
            case TERMINATING -> terminating(node, claim, itsOwn);
            case PENDING -> ADOPT;
            case LAUNCHED -> live(node, claim, itsOwn, READY);
            case READY -> live(node, claim, itsOwn, KEEP);
        };
    }

    private Decision terminating(ObservedNode node, StandingClaim claim, boolean itsOwn) {
        if (itsOwn) {
            return LEAVE_TO_ITS_END;
        }
        return claim.node().isEmpty()
                ? ADOPT_TO_ITS_END
                : onRecord(Kind.DESTROY_RELEASED, "its claim is to go and has another node", node, claim);
    }

    private Decision live(ObservedNode node, StandingClaim claim, boolean itsOwn, Decision onceRunning) {
        if (!itsOwn) {
            return onRecord(Kind.DESTROY_DUPLICATE, "its claim has another node", node, claim);
        }
        return node.state() == NodeState.RUNNING ? onceRunning : KEEP;
    }

    private Decision unknown(ObservedNode node, Instant knownSince) {
        Optional<NodeTags> tags = node.tags();
        if (tags.isEmpty()) {
            return onRecord(Kind.QUARANTINE, "its tags cannot be read", evidence(node));
        }
        if (!tags.get().store().equals(store)) {
            return tags.get().deadline().plus(orphanAge).isBefore(now)
                    ? onRecord(
                            Kind.DESTROY_ORPHAN,
                            "another life of the store made it, and its deadline is over",
                            evidence(node))
                    : onRecord(Kind.QUARANTINE, "another life of the store made it", evidence(node));
        }
        Instant madeAt = node.createdAt().filter(knownSince::isAfter).orElse(knownSince);
        if (!madeAt.plus(orphanAge).isBefore(now)) {
            return LEAVE_THE_YOUNG;
        }
        Map<String, String> evidence = evidence(node);
        evidence.put("node_since", madeAt.toString());
        return onRecord(Kind.DESTROY_ORPHAN, "no claim was ever made for it", evidence);
    }

    private Decision onRecord(Kind kind, String why, ObservedNode node, StandingClaim claim) {
        Map<String, String> evidence = evidence(node);
        evidence.put("claim_phase", claim.phase().name());
        evidence.put("claim_version", Integer.toString(claim.version()));
        return onRecord(kind, why, evidence);
    }

    private static Decision onRecord(Kind kind, String why, Map<String, String> evidence) {
        return new Decision(kind, why, evidence);
    }

    private Map<String, String> evidence(ObservedNode node) {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("store", store.toString());
        node.tags().ifPresent(tags -> {
            evidence.put("node_store", tags.store().toString());
            evidence.put("node_deadline", tags.deadline().toString());
        });
        return evidence;
    }
}
