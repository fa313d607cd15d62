package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.ClaimId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.NodeRef;
import dev.atom.spi.node.Resources;
import dev.atom.spi.node.SessionId;
import dev.atom.spi.node.StoreIncarnation;
import java.time.Instant;
import java.util.Optional;

/**
 * The record that one node is wanted, as it was read. At most one node ever belongs to it.
 *
 * @param tenant for whom
 * @param id of the claim
 * @param session what it works for
 * @param store the life of the store that made it
 * @param provider the id of the provider
 * @param scope where in the provider
 * @param image what the node runs
 * @param resources how large it is
 * @param phase how far it has come
 * @param node its node, once known
 * @param leaseUntil it ends then unless renewed, by the database's clock
 * @param deadline it ends then in any case, by the database's clock
 * @param creates how often the provider was asked for the node without saying that there will be none
 * @param destroys how often the provider was asked for its end
 * @param blocked whether its end takes longer than the provider's should
 * @param reason why it ended; empty while it is live
 * @param lastError what last stood in the way
 * @param createdAt when it was committed
 */
public record NodeClaim(
        TenantId tenant,
        ClaimId id,
        SessionId session,
        StoreIncarnation store,
        String provider,
        String scope,
        ImageRef image,
        Resources resources,
        ClaimPhase phase,
        Optional<NodeRef> node,
        Instant leaseUntil,
        Instant deadline,
        int creates,
        int destroys,
        boolean blocked,
        Optional<EndReason> reason,
        Optional<String> lastError,
        Instant createdAt) {
    ClaimKey key() {
        return new ClaimKey(tenant, id);
    }
}
