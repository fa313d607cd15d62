package dev.atom.http.route;

import static dev.atom.core.identity.Permission.NODES_READ;
import static dev.atom.core.identity.Permission.NODES_WRITE;

import dev.atom.core.node.ComputeSession;
import dev.atom.core.node.ComputeSessions;
import dev.atom.core.node.NewSession;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.node.ImageRef;
import dev.atom.spi.node.Resources;
import dev.atom.spi.node.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The compute sessions of the caller's tenant. */
final class SessionRoutes {
    private static final String ALL = "/api/v1/sessions";
    private static final String ONE = "/api/v1/sessions/{id}";

    private final ComputeSessions sessions;

    SessionRoutes(ComputeSessions sessions) {
        this.sessions = sessions;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(NODES_READ, Method.GET, ALL, this::list),
                Route.needs(NODES_WRITE, Method.POST, ALL, this::start),
                Route.needs(NODES_READ, Method.GET, ONE, this::get),
                Route.needs(NODES_WRITE, Method.DELETE, ONE, this::end),
                Route.needs(NODES_WRITE, Method.POST, ONE + "/heartbeat", this::heartbeat));
    }

    private void list(Call call) {
        call.page(sessions.list(call.caller(), call.page()), SessionBody::of);
    }

    private void start(Call call) {
        StartBody body = call.body(StartBody.class);
        call.accepted(SessionBody.of(sessions.start(call.caller(), body.wanted())));
    }

    private void get(Call call) {
        call.data(SessionBody.of(sessions.get(call.caller(), SessionId.parse(call.path("id")))));
    }

    private void end(Call call) {
        call.data(SessionBody.of(sessions.end(call.caller(), SessionId.parse(call.path("id")))));
    }

    private void heartbeat(Call call) {
        call.data(SessionBody.of(sessions.heartbeat(call.caller(), SessionId.parse(call.path("id")))));
    }

    private record StartBody(
            String provider,
            @Nullable String image,
            @Nullable String command,
            @Nullable Size resources,
            @Nullable Integer ttlSeconds) {
        private static final int HOUR = 3_600;

        NewSession wanted() {
            Optional<String> run = Optional.ofNullable(image).or(() -> Optional.ofNullable(command));
            if (run.isEmpty() || (image != null && command != null)) {
                throw new AtomException(ErrorCode.VALIDATION_ERROR, "send either image or command: what the node runs");
            }
            return new NewSession(
                    provider,
                    new ImageRef(run.get()),
                    Optional.ofNullable(resources).map(Size::resources).orElse(Resources.SMALL),
                    Duration.ofSeconds(Optional.ofNullable(ttlSeconds).orElse(HOUR)));
        }
    }

    private record Size(int cpus, int memoryMb) {
        static Size of(Resources resources) {
            return new Size(resources.cpus(), resources.memoryMb());
        }

        Resources resources() {
            return new Resources(cpus, memoryMb);
        }
    }

    private record SessionBody(
            UUID id,
            UUID tenantId,
            String provider,
            String image,
            Size resources,
            String state,
            UUID nodeId,
            String nodeState,
            boolean nodeBlocked,
            Optional<String> lastError,
            Instant createdAt,
            Instant leaseUntil,
            Instant deadline,
            Optional<Instant> endedAt,
            Optional<String> endReason) {
        static SessionBody of(ComputeSession session) {
            return new SessionBody(
                    session.id().value(),
                    session.tenant().value(),
                    session.provider(),
                    session.image().value(),
                    Size.of(session.resources()),
                    session.isActive() ? "active" : "ended",
                    session.claim().id().value(),
                    session.claim().phase().name(),
                    session.claim().blocked(),
                    session.claim().lastError(),
                    session.createdAt(),
                    session.claim().leaseUntil(),
                    session.deadline(),
                    session.endedAt(),
                    session.endReason().map(reason -> reason.name().toLowerCase(Locale.ROOT)));
        }
    }
}
