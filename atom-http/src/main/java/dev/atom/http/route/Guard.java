package dev.atom.http.route;

import dev.atom.core.identity.Permission;

/** Who may call a route. Every route has one; there is no default. */
public sealed interface Guard {
    /** Anybody, without a credential. */
    record Open() implements Guard {}

    /** Whoever has a good credential. */
    record AnyCredential() implements Guard {}

    /** Whoever's credential carries the permission. */
    record Needs(Permission permission) implements Guard {}
}
