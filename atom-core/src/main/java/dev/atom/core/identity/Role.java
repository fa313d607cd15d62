package dev.atom.core.identity;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A role of a tenant.
 *
 * @param id of a role the tenant made; built-in roles have none
 * @param name its name
 * @param permissions what it allows; copied
 */
public record Role(Optional<UUID> id, RoleName name, Set<Permission> permissions) {
    /** Copies the permissions. */
    public Role {
        permissions = Set.copyOf(permissions);
    }

    /** Whether every tenant has it, as it is. */
    public boolean builtIn() {
        return id.isEmpty();
    }
}
