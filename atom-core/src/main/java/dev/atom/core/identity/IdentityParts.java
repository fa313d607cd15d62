package dev.atom.core.identity;

import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.TenantDb;
import java.time.Clock;

/** What the services of this package share. */
record IdentityParts(TenantDb db, AuditLog audit, Clock clock, CredentialWatch watch, Passwords passwords) {}
