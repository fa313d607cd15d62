package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;

/**
 * Where a claim's row is.
 *
 * @param tenant whose it is
 * @param id of the claim
 */
record ClaimKey(TenantId tenant, ClaimId id) {}
