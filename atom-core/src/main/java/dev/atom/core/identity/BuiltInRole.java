package dev.atom.core.identity;

import static dev.atom.core.identity.Permission.BACKFILL_READ;
import static dev.atom.core.identity.Permission.BACKFILL_WRITE;
import static dev.atom.core.identity.Permission.LLM_READ;
import static dev.atom.core.identity.Permission.LLM_USE;
import static dev.atom.core.identity.Permission.NODES_READ;
import static dev.atom.core.identity.Permission.NODES_WRITE;
import static dev.atom.core.identity.Permission.TASKS_READ;
import static dev.atom.core.identity.Permission.TASKS_WRITE;
import static dev.atom.core.identity.Permission.VAULT_READ;
import static dev.atom.core.identity.Permission.WORKSPACES_READ;
import static dev.atom.core.identity.Permission.WORKSPACES_WRITE;

import dev.atom.spi.TenantId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The roles every tenant has. They cannot be changed. */
public enum BuiltInRole {
    /** Everything within the tenant; in the platform's own tenant, the platform too. */
    ADMIN,
    /** Runs the day's work: workspaces, models, nodes, tasks; sees which keys there are, changes none. */
    OPERATOR,
    /** Sees the day's work and changes nothing; does not see people or the audit log. */
    READONLY;

    private static final Set<Permission> SEES =
            Set.of(WORKSPACES_READ, VAULT_READ, LLM_READ, NODES_READ, TASKS_READ, BACKFILL_READ);
    private static final Set<Permission> RUNS = Set.of(
            WORKSPACES_READ,
            WORKSPACES_WRITE,
            VAULT_READ,
            LLM_USE,
            LLM_READ,
            NODES_READ,
            NODES_WRITE,
            TASKS_READ,
            TASKS_WRITE,
            BACKFILL_READ,
            BACKFILL_WRITE);

    /** The role's name. */
    public RoleName roleName() {
        return new RoleName(name().toLowerCase(Locale.ROOT));
    }

    /** What the role allows in a tenant. */
    public Set<Permission> permissions(TenantId tenant) {
        return switch (this) {
            case ADMIN -> Permission.within(tenant);
            case OPERATOR -> RUNS;
            case READONLY -> SEES;
        };
    }

    /** The built-in role of that name. */
    public static Optional<BuiltInRole> of(RoleName name) {
        return Arrays.stream(values())
                .filter(role -> role.roleName().equals(name))
                .findFirst();
    }
}
