package dev.atom.core.identity;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.TenantDb;
import java.time.Clock;
import java.util.function.Consumer;

/** Users, roles and sessions over one database. Holds no thread and nothing to close. Thread-safe. */
public final class Identity {
    private final UserService users;
    private final RoleService roles;
    private final SessionService sessions;

    /** Puts them together, with nobody to hear of log-ins that were not heard; {@code watch} hears of every change. */
    public Identity(TenantDb db, AuditLog audit, Clock clock, CredentialWatch watch, LogInSettings settings) {
        this(db, audit, clock, watch, settings, refusal -> {});
    }

    /**
     * Puts them together; {@code watch} hears of every change. Reads nothing yet.
     *
     * @param refusals takes every log-in that was not heard, of which there may be any number; must be quick and must not throw
     */
    public Identity(
            TenantDb db,
            AuditLog audit,
            Clock clock,
            CredentialWatch watch,
            LogInSettings settings,
            Consumer<AuditEvent> refusals) {
        this(new IdentityParts(db, audit, clock, watch, Passwords.ofThisMachine(), refusals), settings);
    }

    Identity(IdentityParts parts, LogInSettings settings) {
        this.users = new UserService(parts);
        this.roles = new RoleService(parts);
        this.sessions = new SessionService(parts, settings);
    }

    /** The users of each tenant. */
    public UserService users() {
        return users;
    }

    /** The roles of each tenant. */
    public RoleService roles() {
        return roles;
    }

    /** Logging in and out. */
    public SessionService sessions() {
        return sessions;
    }
}
