package dev.atom.core.tenant;

import java.util.Optional;

/** What one fact of a request was found to mean: a tenant, and for a credential what there is of it. */
record FoundFact(FactKind kind, Tenant tenant, Optional<FoundCredential> credential) {}
