package dev.atom.core.identity;

import dev.atom.spi.TenantId;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The SQL of sessions. */
final class SessionStore {
    private static final String END_ALL = """
            update sessions set ended_at = :now, ended_because = :because
            where tenant_id = :tenant and user_id = :user and ended_at is null
            """;

    private SessionStore() {}

    /** Ends every session of the user that has not ended; returns how many. */
    static int endAll(Handle handle, TenantId tenant, UserId user, String because, Instant now) {
        return handle.createUpdate(END_ALL)
                .bind("tenant", tenant.value())
                .bind("user", user.value())
                .bind("because", because)
                .bind("now", now)
                .execute();
    }
}
