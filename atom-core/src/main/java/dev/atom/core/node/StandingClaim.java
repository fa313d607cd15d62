package dev.atom.core.node;

import dev.atom.spi.node.NodeRef;
import java.util.Optional;

/**
 * What the reconciler needs of a claim to judge its node.
 *
 * @param key which claim
 * @param phase how far it has come
 * @param provider of its node
 * @param node its node, once known
 * @param absent whether its node was missing from a list
 * @param version of the row, as evidence
 */
record StandingClaim(
        ClaimKey key, ClaimPhase phase, String provider, Optional<NodeRef> node, boolean absent, int version) {}
