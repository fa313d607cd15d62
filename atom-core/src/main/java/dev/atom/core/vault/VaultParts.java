package dev.atom.core.vault;

import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.SystemDb;
import dev.atom.core.db.TenantDb;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What every part of the vault works with.
 *
 * @param tenants the way to one tenant's rows
 * @param system the way to all tenants' rows, for rewrapping and for finding unfinished rotations
 * @param audit where every change and every use is noted
 * @param clock dates rows
 * @param random the source of keys, salts and nonces
 */
record VaultParts(TenantDb tenants, SystemDb system, AuditLog audit, Clock clock, SecureRandom random) {
    /** Now, as precisely as the database keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
