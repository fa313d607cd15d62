package dev.atom.http;

import dev.atom.http.access.ClientAddresses;
import dev.atom.http.body.Bodies;
import dev.atom.http.body.IncomingBody;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Has the body of a request before the routes get it, so that no thread waits for a slow sender. A body that could not be had is
 * handed on as well: who may call is decided before what they sent is looked at.
 */
final class BodyFirst extends Handler.Wrapper {
    private final Bodies bodies;

    BodyFirst(Bodies bodies) {
        this.bodies = bodies;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getLength() <= 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            return super.handle(request, response, callback);
        }
        IncomingBody body = bodies.of(request);
        request.setAttribute(IncomingBody.ATTRIBUTE, body);
        CompletableFuture<byte[]> whole = body.read(sender(request));
        if (whole.isDone()) {
            return super.handle(request, response, callback);
        }
        var unused = whole.whenComplete((bytes, refused) -> resume(request, response, callback));
        return true;
    }

    private static Object sender(Request request) {
        Object address = request.getAttribute(ClientAddresses.ATTRIBUTE);
        return address == null ? "" : address;
    }

    /** The handler behind takes a thread: the one this is called on must not wait. */
    private void resume(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable failed) {
            // Errors too: a request without an answer would hold its connection for ever.
            Response.writeError(request, response, callback, failed);
        }
    }
}
