package dev.atom.core.tenant;

/** Whose provider key a tenant's calls are made with. There is no fallback from one to the other. */
public enum AiMode {
    /** The tenant's own key, or none at all. */
    BYOK,
    /** The platform's key. */
    MANAGED
}
