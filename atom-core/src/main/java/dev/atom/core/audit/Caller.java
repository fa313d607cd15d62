package dev.atom.core.audit;

import dev.atom.spi.TenantId;
import dev.atom.spi.WorkspaceId;
import java.util.Optional;

/**
 * On whose behalf something is done, and by whom: the two facts every tenant operation needs and every audit row begins with.
 *
 * @param tenant the resolved tenant
 * @param workspace the workspace the request is narrowed to, one of the same tenant
 * @param actor who acts
 */
public record Caller(TenantId tenant, Optional<WorkspaceId> workspace, Actor actor) {
    /** A program acting for a tenant, as embedders do. */
    public static Caller process(TenantId tenant, String name) {
        return new Caller(tenant, Optional.empty(), Actor.process(name));
    }
}
