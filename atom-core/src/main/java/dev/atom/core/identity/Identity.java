package dev.atom.core.identity;

import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.TenantDb;
import java.time.Clock;

/** Users over one database. Holds no thread and nothing to close. Thread-safe. */
public final class Identity {
    private final UserService users;

    /** Puts them together; {@code watch} hears of every change. Reads nothing yet. */
    public Identity(TenantDb db, AuditLog audit, Clock clock, CredentialWatch watch) {
        this(new IdentityParts(db, audit, clock, watch, Passwords.ofThisMachine()));
    }

    Identity(IdentityParts parts) {
        this.users = new UserService(parts);
    }

    /** The users of each tenant. */
    public UserService users() {
        return users;
    }
}
