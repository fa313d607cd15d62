package dev.atom.core.node;

import dev.atom.spi.node.NodeRef;
import java.util.Optional;

/**
 * A claim whose node was missing from a complete list.
 *
 * @param key which claim
 * @param phase how far it has come
 * @param scope where its node would be
 * @param node its node, when that is known
 * @param suspected whether it was missing from an earlier complete list, long enough ago
 * @param settled whether no create that was sent for it can bring forth a node any more
 */
record AbsentClaim(
        ClaimKey key, ClaimPhase phase, String scope, Optional<NodeRef> node, boolean suspected, boolean settled) {}
