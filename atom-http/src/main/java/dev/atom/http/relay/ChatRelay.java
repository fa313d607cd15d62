package dev.atom.http.relay;

import dev.atom.core.audit.Origin;
import dev.atom.core.llm.LlmService;
import dev.atom.core.tenant.RequestFacts;
import dev.atom.core.tenant.ResolvedCaller;
import dev.atom.core.tenant.TenantResolver;
import dev.atom.http.access.Access;
import dev.atom.http.access.ClientAddresses;
import dev.atom.http.access.Headers;
import dev.atom.http.access.RequestIds;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.body.Bodies;
import dev.atom.http.body.IncomingBody;
import dev.atom.http.error.ErrorAnswers;
import dev.atom.http.limit.LimitHook;
import dev.atom.http.route.Routes;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves {@link Routes#CHAT}. Asynchronous: no thread waits for the client, the database or the provider. */
public final class ChatRelay extends CoreRoute {
    /** Reading more than this takes long enough to be another thread's work: this one reads other requests meanwhile. */
    private static final int MOST_READ_HERE = 256 * 1024;

    private final Parts parts;

    /**
     * What the relay works with.
     *
     * @param bodies reads what is sent, no more of it than is accepted
     */
    public record Parts(
            LlmService llm,
            TenantResolver resolver,
            LimitHook limits,
            AuditHook audit,
            RequestIds ids,
            ErrorAnswers errors,
            Bodies bodies) {}

    /** A relay of chats. */
    public ChatRelay(Parts parts) {
        super(Routes.CHAT);
        this.parts = parts;
    }

    @Override
    protected void serve(Request request, Response response, Callback callback) {
        // A model may think for minutes; the pipeline's own time-outs end the call.
        request.addIdleTimeoutListener(idle -> false);
        Headers headers = Headers.of(request.isSecure(), request.getHeaders()::getValuesList);
        String id = request.getAttribute(RequestIds.ATTRIBUTE) instanceof String given
                ? given
                : parts.ids().of(headers);
        IncomingBody body = parts.bodies().of(request);
        ResponseSink sink = new ResponseSink(response, callback, parts.errors(), id);
        try {
            checkShape(request, response);
            Known known = parts.limits().known(client(request), headers, () -> look(request, headers, id));
            if (known.caller().isPresent() && !parts.limits().mayBlock()) {
                admit(request, body, response, known.caller().get(), sink);
            } else {
                elsewhere(request, sink, () -> resolve(request, body, response, known.facts(), sink));
            }
        } catch (AtomException refused) {
            refuse(request, sink, refused);
        } catch (RuntimeException bug) {
            refuse(request, sink, new AtomException(ErrorCode.INTERNAL_ERROR, "the request could not be taken", bug));
        }
    }

    /** What is known of the caller without asking the database. */
    private record Known(RequestFacts facts, Optional<ResolvedCaller> caller) {}

    private Known look(Request request, Headers headers, String id) {
        Origin origin = AuditHook.origin(headers, client(request), id);
        RequestFacts facts = Access.facts(request.getMethod(), headers, host(request), origin);
        return new Known(facts, parts.resolver().resolveCached(facts).map(Access::requireKnown));
    }

    private static InetAddress client(Request request) {
        return request.getAttribute(ClientAddresses.ATTRIBUTE) instanceof InetAddress known
                ? known
                : InetAddress.getLoopbackAddress();
    }

    private void checkShape(Request request, Response response) {
        String method = route().method().name();
        if (!method.equalsIgnoreCase(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, method);
            throw new AtomException(ErrorCode.METHOD_NOT_ALLOWED, "use " + method + " " + route().path());
        }
        String type = Optional.ofNullable(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
                .orElse("")
                .split(";", 2)[0]
                .strip();
        if (!type.equalsIgnoreCase("application/json")) {
            throw new AtomException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send the body as Content-Type: application/json");
        }
    }

    /** Never on this thread: a sender of one bad request after the other would keep it from everybody else's. */
    private static void refuse(Request request, ResponseSink sink, AtomException why) {
        elsewhere(request, sink, () -> sink.fail(why));
    }

    private static void elsewhere(Request request, ResponseSink sink, Runnable work) {
        try {
            request.getComponents().getExecutor().execute(work);
        } catch (RejectedExecutionException full) {
            sink.fail(new AtomException(
                    ErrorCode.UNAVAILABLE, "too much work waits, or the server stops: try again", full));
        }
    }

    private static Optional<String> host(Request request) {
        return Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST));
    }

    private void resolve(Request request, IncomingBody body, Response response, RequestFacts facts, ResponseSink sink) {
        Headers headers = Headers.of(request.isSecure(), request.getHeaders()::getValuesList);
        try {
            ResolvedCaller caller = parts.limits()
                    .known(
                            client(request),
                            headers,
                            () -> Access.requireKnown(parts.resolver().resolve(facts)));
            admit(request, body, response, caller, sink);
        } catch (AtomException refused) {
            sink.fail(refused);
        } catch (RuntimeException bug) {
            sink.fail(new AtomException(ErrorCode.INTERNAL_ERROR, "the caller could not be resolved", bug));
        }
    }

    private void admit(
            Request request, IncomingBody body, Response response, ResolvedCaller caller, ResponseSink sink) {
        try {
            parts.limits().spend(caller).forEach(response.getHeaders()::put);
            route().guard().admit(caller);
        } catch (AtomException refused) {
            note(caller, refused);
            throw refused;
        }
        var unused = body.read(caller.tenant().id()).whenComplete((bytes, refused) -> {
            if (refused != null) {
                elsewhere(request, sink, () -> refuse(caller, refused, sink));
            } else if (bytes.length <= MOST_READ_HERE) {
                parts.llm().relay(caller, bytes, sink);
            } else {
                elsewhere(request, sink, () -> parts.llm().relay(caller, bytes, sink));
            }
        });
    }

    private void refuse(ResolvedCaller caller, Throwable refused, ResponseSink sink) {
        AtomException why = refused instanceof AtomException known
                ? known
                : new AtomException(ErrorCode.INTERNAL_ERROR, "the body could not be read", refused);
        note(caller, why);
        sink.fail(why);
    }

    private void note(ResolvedCaller caller, AtomException refused) {
        parts.audit().failed(caller, route().method().name(), route().path(), refused.code());
    }
}
