package dev.atom.core.node;

import dev.atom.spi.TenantId;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.Resources;
import dev.atom.spi.node.SessionId;
import java.time.Instant;
import java.util.Optional;

/**
 * A session that uses compute, such as a remote desktop or a sandbox; not a log-in.
 *
 * @param id of the session
 * @param tenant for whom it runs
 * @param provider the id of the provider of its node
 * @param image what the node runs
 * @param resources how large it is
 * @param createdAt when it was started
 * @param deadline it ends then in any case
 * @param endedAt when it ended; empty while it is active
 * @param endReason why it ended; empty while it is active
 * @param claim its node's claim
 */
public record ComputeSession(
        SessionId id,
        TenantId tenant,
        String provider,
        ImageRef image,
        Resources resources,
        Instant createdAt,
        Instant deadline,
        Optional<Instant> endedAt,
        Optional<EndReason> endReason,
        NodeClaim claim) {
    /** Whether it has not ended. */
    public boolean isActive() {
        return endedAt.isEmpty();
    }
}
