package dev.atom.core.tenant;

/** What a tenant has subscribed to; limits follow from it. */
public enum Plan {
    FREE,
    SOLO,
    TEAM,
    ENTERPRISE
}
