package dev.atom.core.identity;

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

    private final String wireName;

    Permission(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the wire contract, {@code resource:action}. */
    public String wireName() {
        return wireName;
    }
}
