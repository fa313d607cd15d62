package dev.atom.core.tenant;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What one fact of a request was found to mean: a tenant, and for a credential its key. */
record FoundFact(FactKind kind, Tenant tenant, Optional<Key> key) {

    record Key(UUID id, Instant expiresAt, Optional<Instant> revokedAt) {
        boolean isLive(Instant now) {
            return revokedAt.isEmpty() && now.isBefore(expiresAt);
        }
    }
}
