package dev.atom.http.route;

import dev.atom.core.tenant.Tenant;
import java.time.Instant;
import java.util.UUID;

/** A tenant on the wire. */
record TenantBody(
        UUID id,
        String slug,
        String name,
        String planType,
        String aiMode,
        String status,
        LimitsBody limits,
        Instant createdAt) {
    static TenantBody of(Tenant tenant) {
        return new TenantBody(
                tenant.id().value(),
                tenant.slug().value(),
                tenant.name(),
                tenant.plan().wireName(),
                tenant.aiMode().wireName(),
                tenant.status().wireName(),
                LimitsBody.of(tenant.limits()),
                tenant.createdAt());
    }
}
