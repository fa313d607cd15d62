package dev.atom.http;

import dev.atom.http.access.ClientAddresses;
import dev.atom.http.access.RequestIds;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What every request passes first, whichever door it goes on to: it gets its id and its sender's address, and its answer the
 * common headers.
 */
final class Entrance extends Handler.Wrapper {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** Javalin would route by it, while proxies, the check against forged requests and the log go by the method itself. */
    private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    private final RequestIds ids;
    private final ClientAddresses clients;
    private final JettyAnswers answers;

    Entrance(RequestIds ids, ClientAddresses clients, JettyAnswers answers) {
        this.ids = ids;
        this.clients = clients;
        this.answers = answers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String id = ids.of(request.getHeaders()::getValuesList);
        request.setAttribute(RequestIds.ATTRIBUTE, id);
        request.setAttribute(ClientAddresses.ATTRIBUTE, clients.of(peer(request), request.getHeaders()::getValuesList));
        addHeaders(response.getHeaders(), id);
        if (!METHODS.contains(request.getMethod())) {
            response.getHeaders().put("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
            var refusal = new AtomException(ErrorCode.METHOD_NOT_ALLOWED, "this method exists on no route");
            answers.send(refusal, request, response, callback);
            return true;
        }
        if (!QueryEscapes.areWellFormed(request.getHttpURI().getQuery())) {
            var refusal = new AtomException(
                    ErrorCode.BAD_REQUEST,
                    "the query is not well-formed percent-encoding: write a % as %25, and other text as UTF-8");
            answers.send(refusal, request, response, callback);
            return true;
        }
        if (request.getHeaders().contains(METHOD_OVERRIDE)) {
            var refusal = new AtomException(
                    ErrorCode.BAD_REQUEST, METHOD_OVERRIDE + " is not supported: send the method itself");
            answers.send(refusal, request, response, callback);
            return true;
        }
        return super.handle(request, response, callback);
    }

    private static InetAddress peer(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    /** Answers depend on the credential and may show a key once: nobody keeps a copy, nobody guesses their type. */
    static void addHeaders(HttpFields.Mutable headers, String requestId) {
        headers.put(RequestIds.HEADER, requestId);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Cache-Control", "no-store");
    }
}
