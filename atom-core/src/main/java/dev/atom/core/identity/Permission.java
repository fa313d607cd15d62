package dev.atom.core.identity;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.TenantId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What a route asks for and a credential carries. */
public enum Permission {
    /** Administer tenants and platform keys; only credentials of the platform tenant carry it. */
    PLATFORM_ADMIN("platform:admin"),
    /** Read what concerns the whole installation; only credentials of the platform tenant carry it. */
    SYSTEM_READ("system:read"),
    /** Change what concerns the whole installation; only credentials of the platform tenant carry it. */
    SYSTEM_WRITE("system:write"),
    USERS_READ("users:read"),
    USERS_WRITE("users:write"),
    ROLES_READ("roles:read"),
    ROLES_WRITE("roles:write"),
    /** See the sessions of every user of the tenant; one's own are always to be seen. */
    SESSIONS_READ("sessions:read"),
    /** End the sessions of every user of the tenant; one's own may always be ended. */
    SESSIONS_WRITE("sessions:write"),
    AUDIT_READ("audit:read"),
    WORKSPACES_READ("workspaces:read"),
    WORKSPACES_WRITE("workspaces:write"),
    VAULT_READ("vault:read"),
    VAULT_WRITE("vault:write"),
    VAULT_ADMIN("vault:admin"),
    LLM_USE("llm:use"),
    LLM_READ("llm:read"),
    NODES_READ("nodes:read"),
    NODES_WRITE("nodes:write"),
    TASKS_READ("tasks:read"),
    TASKS_WRITE("tasks:write"),
    BACKFILL_READ("backfill:read"),
    BACKFILL_WRITE("backfill:write");

    private static final Set<Permission> EVERY = Set.of(values());
    private static final Set<Permission> PLATFORM = Set.of(PLATFORM_ADMIN, SYSTEM_READ, SYSTEM_WRITE);
    private static final Set<Permission> TENANT = without(EVERY, PLATFORM);
    private static final Set<Permission> PEOPLE =
            Set.of(USERS_READ, USERS_WRITE, ROLES_READ, ROLES_WRITE, SESSIONS_READ, SESSIONS_WRITE, AUDIT_READ);

    private final String wireName;

    Permission(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the wire contract, {@code resource:action}. */
    public String wireName() {
        return wireName;
    }

    /**
     * Reads {@link #wireName}.
     *
     * @throws AtomException VALIDATION_ERROR naming the permissions there are
     */
    public static Permission parse(String text) {
        return Arrays.stream(values())
                .filter(permission -> permission.wireName.equals(text))
                .findFirst()
                .orElseThrow(() -> new AtomException(
                        ErrorCode.VALIDATION_ERROR,
                        "permissions must be among "
                                + Arrays.stream(values())
                                        .map(Permission::wireName)
                                        .collect(Collectors.joining(", "))));
    }

    /** What anybody of the tenant can carry at most: everything, but those of the platform for its own tenant only. */
    public static Set<Permission> within(TenantId tenant) {
        return tenant.equals(TenantId.PLATFORM) ? EVERY : TENANT;
    }

    /**
     * What an API key without a user carries: everything of its tenant but what concerns people. Users, roles, sessions and the
     * audit log are for those who log in.
     */
    public static Set<Permission> ofKeysOf(TenantId tenant) {
        return without(within(tenant), PEOPLE);
    }

    private static Set<Permission> without(Set<Permission> all, Set<Permission> taken) {
        Set<Permission> rest = EnumSet.copyOf(all);
        rest.removeAll(taken);
        return Set.copyOf(rest);
    }
}
