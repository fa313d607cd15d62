package dev.atom.http.route;

import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.Page;
import dev.atom.core.db.PageRequest;
import dev.atom.core.identity.Authority;
import dev.atom.core.identity.Permission;
import dev.atom.core.identity.UserId;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.http.access.ClientAddresses;
import dev.atom.http.access.Headers;
import dev.atom.http.access.RequestIds;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.error.ErrorAnswer;
import dev.atom.http.json.Json;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/** One request to a route and the answer to it: the only class a handler sees. Confined to the request's thread. */
public final class Call {
    private static final String NO_TIME = " must be a time of the years 1 to 9999, as in 2026-01-31T12:00:00Z";
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final Context context;
    private final Optional<ResolvedCaller> caller;
    private final Clock clock;
    private final int bodyLimit;

    /**
     * A call.
     *
     * @param caller empty on open routes
     * @param bodyLimit the largest body, in bytes
     */
    public Call(Context context, Optional<ResolvedCaller> caller, Clock clock, int bodyLimit) {
        this.context = context;
        this.caller = caller;
        this.clock = clock;
        this.bodyLimit = bodyLimit;
    }

    /** Who calls, with tenant and permissions. */
    ResolvedCaller resolved() {
        return caller.orElseThrow(() -> new IllegalStateException("an open route has no caller"));
    }

    /** Who calls, for the services. */
    Caller caller() {
        return resolved().caller();
    }

    /** Who acts, for the services of the platform. */
    Actor actor() {
        return caller().actor();
    }

    /** Who calls and what they carry, for the services of users and roles. */
    Authority authority() {
        return new Authority(caller(), resolved().permissions());
    }

    /** Who calls, on a route that no caller is needed for. */
    Actor visitor() {
        String id = String.valueOf(context.req().getAttribute(RequestIds.ATTRIBUTE));
        return new Actor(Actor.Kind.ANONYMOUS, "anonymous", AuditHook.origin(headers(), client(), id));
    }

    /** The user who calls. */
    UserId user() {
        return resolved()
                .holder()
                .user()
                .orElseThrow(() -> new IllegalStateException("the route admits others than users"));
    }

    /** The session the call is part of. */
    UUID session() {
        return resolved()
                .holder()
                .session()
                .orElseThrow(() -> new IllegalStateException("the route admits others than users"));
    }

    /** The user who calls, unless it carries the permission: then anybody. */
    Optional<UserId> ownUnless(Permission permission) {
        return resolved().permissions().contains(permission) ? Optional.empty() : Optional.of(user());
    }

    /** The request's headers. */
    Headers headers() {
        return Headers.of(
                context.req().isSecure(), name -> Collections.list(context.req().getHeaders(name)));
    }

    /** Whether the client came over TLS. */
    boolean isSecure() {
        return headers().areSecure();
    }

    /** Whether the credential was the console's cookie. */
    boolean cameWithCookie() {
        return headers().all("Authorization").isEmpty();
    }

    /** Adds a header to the answer, beside others of the name. */
    void addHeader(String name, String value) {
        context.res().addHeader(name, value);
    }

    /** From which address the request comes. */
    InetAddress client() {
        return client(context.req());
    }

    /** From which address a request comes, as the server's first handler has found out. */
    public static InetAddress client(HttpServletRequest request) {
        return request.getAttribute(ClientAddresses.ATTRIBUTE) instanceof InetAddress known
                ? known
                : InetAddress.getLoopbackAddress();
    }

    /** The body as a record whose required fields are all there. */
    <T extends Record> T body(Class<T> type) {
        return Json.read(RequestBody.read(context.req(), bodyLimit), type);
    }

    /** The body if one was sent. */
    <T extends Record> Optional<T> optionalBody(Class<T> type) {
        return RequestBody.isPresent(context.req()) ? Optional.of(body(type)) : Optional.empty();
    }

    /** A part of the path. */
    String path(String name) {
        return context.pathParam(name);
    }

    /** A part of the path that is an id. */
    UUID uuid(String name) {
        String text = path(name);
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException malformed) {
            throw new AtomException(ErrorCode.BAD_REQUEST, "the id in the path is not a UUID", malformed);
        }
        throw new AtomException(ErrorCode.BAD_REQUEST, "the id in the path is not a UUID");
    }

    /** Which page of a list is asked for, from {@code limit} and {@code cursor}. */
    PageRequest page() {
        return new PageRequest(query("limit").map(Call::limit).orElse(PageRequest.DEFAULT), query("cursor"));
    }

    /** 200 with {@code {data, timestamp}}. */
    void data(Object data) {
        send(200, new Envelope.One(data, clock.instant()));
    }

    /** 201 with {@code {data, timestamp}}. */
    void created(Object data) {
        send(201, new Envelope.One(data, clock.instant()));
    }

    /** 202 with {@code {data, timestamp}}: it was taken in, and is not done yet. */
    void accepted(Object data) {
        send(202, new Envelope.One(data, clock.instant()));
    }

    /** 200 with a page. */
    <T> void page(Page<T> page, Function<T, ?> render) {
        Object body = new Envelope.Many(
                page.items().stream().<Object>map(render).toList(),
                page.nextCursor().orElse(null),
                clock.instant());
        send(200, body);
    }

    /** Renders as of the time of the answer. */
    <T> Function<T, Object> render(BiFunction<T, Instant, ?> asOf) {
        Instant now = clock.instant();
        return item -> asOf.apply(item, now);
    }

    /** 204. */
    public void done() {
        context.status(204);
    }

    /** A body as it is. */
    void send(int status, Object body) {
        context.status(status).contentType(ErrorAnswer.CONTENT_TYPE).result(Json.write(body));
    }

    /** Text of a media type that is not JSON. */
    void text(String contentType, String text) {
        context.contentType(contentType).result(text);
    }

    /** Sets a header of the answer. */
    void header(String name, String value) {
        context.header(name, value);
    }

    /** A time in the query, ISO-8601 with its offset. */
    Optional<Instant> instant(String name) {
        return query(name).map(text -> {
            try {
                Instant instant = OffsetDateTime.parse(text).toInstant();
                if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
                    return instant;
                }
            } catch (DateTimeException malformed) {
                throw new AtomException(ErrorCode.VALIDATION_ERROR, name + NO_TIME, malformed);
            }
            throw new AtomException(ErrorCode.VALIDATION_ERROR, name + NO_TIME);
        });
    }

    /** A part of the query. */
    Optional<String> query(String name) {
        try {
            return Optional.ofNullable(context.queryParam(name));
        } catch (IllegalArgumentException malformed) {
            throw new AtomException(ErrorCode.BAD_REQUEST, "the query is not well-formed percent-encoding", malformed);
        }
    }

    private static int limit(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new AtomException(
                    ErrorCode.VALIDATION_ERROR, "limit must be a whole number, 1 to " + PageRequest.MAX, notANumber);
        }
    }
}
