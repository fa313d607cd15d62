package dev.atom.core.tenant;

import dev.atom.spi.TenantId;
import java.time.Instant;

/**
 * A tenant.
 *
 * @param id never changes
 * @param slug unique, never changes
 * @param name for people, 1–200 characters
 * @param plan what it has subscribed to
 * @param aiMode whose provider key its calls use
 * @param status whether it may act
 * @param limits what it is given instead of its plan's limits
 * @param createdAt when it was created
 */
public record Tenant(
        TenantId id,
        Slug slug,
        String name,
        Plan plan,
        AiMode aiMode,
        TenantStatus status,
        LimitOverrides limits,
        Instant createdAt) {}
