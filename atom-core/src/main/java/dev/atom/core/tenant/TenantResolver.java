package dev.atom.core.tenant;

import dev.atom.core.identity.UserId;
import dev.atom.spi.TenantId;
import java.time.Instant;
import java.util.Optional;

/**
 * Says for which tenant a request is. Guarantee: every fact the request gives (credential, workspace, host) was looked up as
 * what it claims to be, and all of them name the same tenant; otherwise there is no answer but an error.
 *
 * <p>Thread-safe. Answers from a cache of at most five seconds when it can.
 */
public interface TenantResolver {
    /**
     * Resolves a request. May block on the database.
     *
     * @throws dev.atom.spi.AtomException UNAUTHORIZED for any credential that is not good, with one message for all reasons,
     *     and when no fact is given; BAD_REQUEST for a workspace id that is no UUID; NOT_FOUND for an unknown workspace or
     *     host; TENANT_MISMATCH when two facts disagree; FORBIDDEN when the tenant is suspended or deleted and was resolved
     *     without a credential; UNAVAILABLE when the database is away, or too many wait for it
     */
    ResolvedCaller resolve(RequestFacts facts);

    /**
     * Resolves a request from the cache alone: never blocks, so an I/O thread may call it. The answer carries this request's
     * own id.
     *
     * @return empty when the database has to be asked: call {@link #resolve} where blocking is allowed
     * @throws dev.atom.spi.AtomException as {@link #resolve}, when the refusal is certain without the database
     */
    default Optional<ResolvedCaller> resolveCached(RequestFacts facts) {
        return Optional.empty();
    }

    /**
     * What an API key is worth by itself. May block on the database.
     *
     * @param presented any text
     * @return empty for whatever is no good key, with one answer for all reasons
     */
    default Optional<KeyStanding> standing(String presented) {
        return Optional.empty();
    }

    /**
     * A good API key.
     *
     * @param user whose it is, unless it is the tenant's own
     * @param expiresAt until when it is good, if nothing changes
     */
    record KeyStanding(TenantId tenant, Optional<UserId> user, Instant expiresAt) {}
}
