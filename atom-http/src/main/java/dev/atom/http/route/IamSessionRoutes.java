package dev.atom.http.route;

import static dev.atom.core.identity.Permission.SESSIONS_READ;
import static dev.atom.core.identity.Permission.SESSIONS_WRITE;

import dev.atom.core.identity.Session;
import dev.atom.core.identity.SessionService;
import dev.atom.http.route.Route.Method;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who is logged in: oneself, or with the permission anybody of the tenant. */
final class IamSessionRoutes {
    private static final String ALL = "/api/v1/iam/sessions";
    private static final String ONE = "/api/v1/iam/sessions/{id}";

    private final SessionService sessions;

    IamSessionRoutes(SessionService sessions) {
        this.sessions = sessions;
    }

    List<Route> routes() {
        return List.of(
                Route.loggedIn(Method.GET, ALL, this::list).inDefence(),
                Route.loggedIn(Method.DELETE, ONE, this::end).inDefence());
    }

    private void list(Call call) {
        call.page(sessions.list(call.caller(), call.ownUnless(SESSIONS_READ), call.page()), IamSessionBody::of);
    }

    private void end(Call call) {
        sessions.end(call.caller(), call.uuid("id"), call.ownUnless(SESSIONS_WRITE));
        call.done();
    }

    private record IamSessionBody(
            UUID id,
            UUID userId,
            Instant createdAt,
            Instant lastSeenAt,
            Instant idleUntil,
            Instant absoluteUntil,
            Optional<String> ip,
            Optional<String> userAgent) {
        static IamSessionBody of(Session session) {
            return new IamSessionBody(
                    session.id(),
                    session.user().value(),
                    session.createdAt(),
                    session.lastSeenAt(),
                    session.idleUntil(),
                    session.absoluteUntil(),
                    session.ip(),
                    session.userAgent());
        }
    }
}
