package dev.atom.core.node;

import java.util.Map;

/**
 * What the reconciler made of one node that was listed.
 *
 * @param kind what is done
 * @param why in a few words, always the same for one cause
 * @param evidence what it rests on, for what goes on record; copied
 */
record Decision(Kind kind, String why, Map<String, String> evidence) {
    /** What is done about a node. */
    enum Kind {
        /** Nothing: it is as it should be, or too young to say. */
        KEEP,
        /** The claim did not know its node yet. */
        ADOPT,
        /** The claim's node was seen running for the first time. */
        READY,
        /** The claim is to go, and so is this node. */
        DESTROY_RELEASED,
        /** The claim has another node for good. */
        DESTROY_DUPLICATE,
        /** This life of the store never made its claim. */
        DESTROY_ORPHAN,
        /** Nobody here knows whether it may go: it is left alone, and shown. */
        QUARANTINE;

        /** Whether such destructions are counted against the cap. */
        boolean isCapped() {
            return this == DESTROY_DUPLICATE || this == DESTROY_ORPHAN;
        }

        /** Whether a node without a live claim is behind it. */
        boolean isUnaccounted() {
            return isCapped() || this == QUARANTINE;
        }
    }

    /** Copies the evidence. */
    Decision {
        evidence = Map.copyOf(evidence);
    }

    /** One that is not put on record. */
    static Decision of(Kind kind, String why) {
        return new Decision(kind, why, Map.of());
    }
}
