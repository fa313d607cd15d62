package dev.atom.core.identity;

import dev.atom.spi.TenantId;
import java.util.EnumSet;
import java.util.Set;

/** What a route asks for and a credential carries. */
public enum Permission {
    /** Administer tenants and platform keys; only credentials of the platform tenant carry it. */
    PLATFORM_ADMIN("platform:admin"),
    WORKSPACES_READ("workspaces:read"),
    WORKSPACES_WRITE("workspaces:write"),
    VAULT_READ("vault:read"),
    VAULT_WRITE("vault:write"),
    VAULT_ADMIN("vault:admin"),
    LLM_USE("llm:use"),
    LLM_READ("llm:read");

    private static final Set<Permission> EVERY = Set.of(values());
    private static final Set<Permission> TENANT = Set.copyOf(EnumSet.complementOf(EnumSet.of(PLATFORM_ADMIN)));

    private final String wireName;

    Permission(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the wire contract, {@code resource:action}. */
    public String wireName() {
        return wireName;
    }

    /** What an API key of the tenant carries: everything, but {@link #PLATFORM_ADMIN} for the platform's own tenant only. */
    public static Set<Permission> ofKeysOf(TenantId tenant) {
        return tenant.equals(TenantId.PLATFORM) ? EVERY : TENANT;
    }
}
