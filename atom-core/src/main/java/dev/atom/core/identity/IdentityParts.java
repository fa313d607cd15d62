package dev.atom.core.identity;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.AuditLog;
import dev.atom.core.db.TenantDb;
import dev.atom.spi.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What the services of this package share.
 *
 * @param refusals takes refusals of which there may be any number; quick, and never throws
 */
record IdentityParts(
        TenantDb db,
        AuditLog audit,
        Clock clock,
        CredentialWatch watch,
        Passwords passwords,
        Consumer<AuditEvent> refusals) {
    /** The present, in microseconds as PostgreSQL keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Runs a change in one transaction of the tenant; whoever watches hears of it before the caller does. */
    <T extends @Nullable Object> T change(TenantId tenant, Function<Handle, T> work) {
        try {
            return db.in(tenant, work);
        } finally {
            // Also after a failure: the outcome of a commit that failed on the wire is not known.
            watch.changed(tenant);
        }
    }

    /** As {@link #change}, one at a time for each tenant: for what concerns several users or roles at once. */
    <T extends @Nullable Object> T changeAlone(TenantId tenant, Function<Handle, T> work) {
        return change(tenant, handle -> {
            UserStore.lock(handle, tenant);
            return work.apply(handle);
        });
    }
}
