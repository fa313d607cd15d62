package dev.atom.core.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of refresh tokens. */
final class RefreshTokenStore {
    private static final String INSERT = """
            insert into refresh_tokens (tenant_id, token_hash, session_id, created_at)
            values (:tenant, :hash, :session, :now)
            """;

    private static final String SPEND = """
            update refresh_tokens set used_at = :now
            where tenant_id = :tenant and token_hash = :hash and used_at is null
            returning session_id
            """;

    private static final String SESSION = """
            select session_id from refresh_tokens where tenant_id = :tenant and token_hash = :hash
            """;

    private RefreshTokenStore() {}

    static void insert(Handle handle, RefreshToken token, UUID session, Instant now) {
        handle.createUpdate(INSERT)
                .bind("tenant", token.tenant().value())
                .bind("hash", token.hash())
                .bind("session", session)
                .bind("now", now)
                .execute();
    }

    /** Spends the token; the session it is for, or empty when it is unknown or spent already. Of several calls one spends it. */
    static Optional<UUID> spend(Handle handle, RefreshToken token, Instant now) {
        return handle.createQuery(SPEND)
                .bind("tenant", token.tenant().value())
                .bind("hash", token.hash())
                .bind("now", now)
                .mapTo(UUID.class)
                .findOne();
    }

    /** The session a token is or was for. */
    static Optional<UUID> session(Handle handle, RefreshToken token) {
        return handle.createQuery(SESSION)
                .bind("tenant", token.tenant().value())
                .bind("hash", token.hash())
                .mapTo(UUID.class)
                .findOne();
    }
}
