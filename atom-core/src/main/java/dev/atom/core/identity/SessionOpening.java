package dev.atom.core.identity;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Caller;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Begins sessions and lets them go on: the one place that makes tokens. Thread-safe. */
final class SessionOpening {
    static final Duration ACCESS = Duration.ofMinutes(15);

    private final IdentityParts parts;
    private final AccessTokens tokens;
    private final SecureRandom random = new SecureRandom();

    SessionOpening(IdentityParts parts, AccessTokens tokens) {
        this.parts = parts;
        this.tokens = tokens;
    }

    /** A new session of a user; empty when there is no such active user. */
    Optional<SessionTokens> open(Handle handle, TenantId tenant, UserId id, Actor from) {
        Instant now = parts.now();
        Session session = new Session(
                UUID.randomUUID(),
                id,
                now,
                now,
                now.plus(Session.IDLE),
                now.plus(Session.ABSOLUTE),
                Optional.empty(),
                from.origin().ip(),
                from.origin().userAgent());
        return active(handle, tenant, id).map(user -> {
            SessionStore.insert(handle, tenant, session);
            return give(handle, user, session, from, "session.start");
        });
    }

    /** New tokens for a session; empty when session, user or tenant are not in good standing any more. */
    Optional<SessionTokens> goOn(Handle handle, TenantId tenant, UUID id, Actor from) {
        Instant now = parts.now();
        return SessionStore.lock(handle, tenant, id)
                .filter(session -> session.isLive(now))
                .filter(session -> LogInStore.isActive(handle, tenant))
                .flatMap(session -> active(handle, tenant, session.user()).map(user -> {
                    SessionStore.prolong(handle, tenant, id, now, session.idleFrom(now));
                    return give(handle, user, session, from, "session.refresh");
                }));
    }

    private static Optional<User> active(Handle handle, TenantId tenant, UserId id) {
        return UserStore.find(handle, tenant, id).filter(user -> user.status() == UserStatus.ACTIVE);
    }

    private SessionTokens give(Handle handle, User user, Session session, Actor from, String action) {
        Instant now = parts.now();
        Duration left = Duration.between(now, session.absoluteUntil());
        Duration life = left.compareTo(ACCESS) < 0 ? left : ACCESS;
        Secret refresh = RefreshToken.draw(user.tenant(), random);
        RefreshTokenStore.insert(handle, RefreshToken.read(refresh).orElseThrow(), session.id(), now);
        Actor actor = new Actor(Actor.Kind.USER, user.id().toString(), from.origin());
        Caller caller = new Caller(user.tenant(), Optional.empty(), actor);
        parts.audit().record(handle, AuditEvent.of(caller, action, "session/" + session.id(), Map.of()));
        SessionRef ref = new SessionRef(user.tenant(), session.id(), user.id());
        return new SessionTokens(tokens.issue(ref, now, now.plus(life)), life, refresh, session.id(), user);
    }
}
