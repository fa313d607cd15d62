package dev.atom.http;

import dev.atom.core.audit.Origin;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.http.access.Access;
import dev.atom.http.access.Headers;
import dev.atom.http.access.RequestIds;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.error.Dialect;
import dev.atom.http.error.ErrorAnswer;
import dev.atom.http.route.Call;
import dev.atom.http.route.Guard;
import dev.atom.http.route.Route;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.MDC;

/** Puts the routes behind Javalin, with access before and the error mapper around every one of them. Thread-safe. */
final class Front {
    /** The attribute of the request under which its caller is kept once it is known. */
    private static final String CALLER = "dev.atom.caller";

    private final Doors doors;
    private final HttpSettings settings;

    Front(Doors doors, HttpSettings settings) {
        this.doors = doors;
        this.settings = settings;
    }

    void install(List<Route> routes, RoutesConfig javalin) {
        for (Route route : routes) {
            handlerTypes(route).forEach(type -> javalin.addHttpHandler(type, route.path(), call -> serve(route, call)));
        }
        methodsByPath(routes).forEach((path, allowed) -> refuseOthers(path, allowed, javalin));
        // Javalin prefers its own handler of this type to one of a supertype.
        javalin.exception(HttpResponseException.class, (failure, context) -> answer(failure, context));
        javalin.exception(Exception.class, (failure, context) -> answer(failure, context));
    }

    private void serve(Route route, Context context) {
        MDC.put("request_id", requestId(context));
        try {
            Optional<ResolvedCaller> caller = admit(route, context);
            caller.ifPresent(known -> MDC.put("tenant", known.caller().tenant().toString()));
            caller.flatMap(known -> known.holder().user()).ifPresent(user -> MDC.put("user", user.toString()));
            route.action().answer(new Call(context, caller, doors.clock(), bodyLimit(route)));
        } catch (RuntimeException | StackOverflowError failure) {
            audit(failure, route, context);
            answer(failure, context);
        } finally {
            MDC.clear();
        }
    }

    private Optional<ResolvedCaller> admit(Route route, Context context) {
        if (route.guard() instanceof Guard.Open) {
            return Optional.empty();
        }
        HttpServletRequest request = context.req();
        Headers headers = Headers.of(request.isSecure(), name -> Collections.list(request.getHeaders(name)));
        ResolvedCaller caller = doors.limits().known(Call.client(request), headers, () -> resolve(request, headers));
        // From here on a failure is the caller's, and on record.
        request.setAttribute(CALLER, caller);
        Map<String, String> standing =
                switch (route.cost()) {
                    case PLAN -> doors.limits().spend(caller);
                    case OWN -> doors.limits().spendOwn(caller);
                    case NOTHING -> doors.limits().look(caller);
                };
        standing.forEach(context::header);
        return Optional.of(route.guard().admit(caller));
    }

    private ResolvedCaller resolve(HttpServletRequest request, Headers headers) {
        Origin origin = AuditHook.origin(
                headers, Call.client(request), String.valueOf(request.getAttribute(RequestIds.ATTRIBUTE)));
        return doors.access()
                .admit(Access.facts(
                        request.getMethod(), headers, Optional.ofNullable(request.getServerName()), origin));
    }

    private void audit(Throwable failure, Route route, Context context) {
        if (context.req().getAttribute(CALLER) instanceof ResolvedCaller caller) {
            ErrorCode code = failure instanceof AtomException known ? known.code() : ErrorCode.INTERNAL_ERROR;
            doors.audit().failed(caller, route.method().name(), route.path(), code);
        }
    }

    private void answer(Throwable failure, Context context) {
        Dialect dialect = Dialect.of(context.path());
        ErrorAnswer answer = failure instanceof HttpResponseException chosen
                ? doors.answers().ofStatus(chosen.getStatus(), dialect, requestId(context))
                : doors.answers().of(failure, dialect, requestId(context));
        answer.headers().forEach(context::header);
        context.status(answer.status()).contentType(ErrorAnswer.CONTENT_TYPE).result(answer.body());
    }

    private int bodyLimit(Route route) {
        return switch (Dialect.of(route.path())) {
            case ATOM -> settings.bodyLimit();
            case OPENAI -> settings.relayBodyLimit();
        };
    }

    private void refuseOthers(String path, Set<String> allowed, RoutesConfig javalin) {
        String allow = String.join(", ", allowed);
        Stream.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
                .filter(method -> !allowed.contains(method))
                .forEach(method -> javalin.addHttpHandler(HandlerType.findOrCreate(method), path, context -> {
                    context.header("Allow", allow);
                    var refusal = new AtomException(
                            ErrorCode.METHOD_NOT_ALLOWED, method + " is not a method of this route: use " + allow);
                    answer(refusal, context);
                }));
    }

    /** A GET route answers HEAD as well, through the same guard; the server leaves the body out. */
    private static List<HandlerType> handlerTypes(Route route) {
        return route.method() == Route.Method.GET
                ? List.of(HandlerType.GET, HandlerType.HEAD)
                : List.of(HandlerType.findOrCreate(route.method().name()));
    }

    private static Map<String, Set<String>> methodsByPath(List<Route> routes) {
        return routes.stream()
                .collect(Collectors.groupingBy(
                        Route::path,
                        Collectors.flatMapping(
                                route -> handlerTypes(route).stream().map(HandlerType::name),
                                Collectors.toCollection(TreeSet::new))));
    }

    private static String requestId(Context context) {
        return String.valueOf(context.req().getAttribute(RequestIds.ATTRIBUTE));
    }
}
