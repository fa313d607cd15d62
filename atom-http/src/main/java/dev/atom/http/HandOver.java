package dev.atom.http;

import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Hands each request over to a thread that may wait, a virtual one where the JDK has them. The handlers before it never wait, so
 * they run on the thread that read the request, and a request that one of them serves wakes no other.
 */
final class HandOver extends Handler.Wrapper {
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            request.getComponents().getExecutor().execute(() -> serve(request, response, callback));
        } catch (RejectedExecutionException full) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
        }
        return true;
    }

    private void serve(Request request, Response response, Callback callback) {
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
