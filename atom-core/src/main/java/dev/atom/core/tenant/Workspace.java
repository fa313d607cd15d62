package dev.atom.core.tenant;

import dev.atom.spi.TenantId;
import dev.atom.spi.WorkspaceId;
import java.time.Instant;

/**
 * A workspace: a named part of one tenant.
 *
 * @param id never changes
 * @param tenant whose it is
 * @param name unique within the tenant, 1–200 characters
 * @param createdAt when it was created
 */
public record Workspace(WorkspaceId id, TenantId tenant, String name, Instant createdAt) {}
