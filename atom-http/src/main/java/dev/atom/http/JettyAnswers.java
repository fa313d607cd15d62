package dev.atom.http;

import dev.atom.http.access.RequestIds;
import dev.atom.http.error.Dialect;
import dev.atom.http.error.ErrorAnswer;
import dev.atom.http.error.ErrorAnswers;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Sends error answers from Jetty itself, also for requests that no handler ever saw because they could not be read. */
final class JettyAnswers extends ErrorHandler {
    private final ErrorAnswers answers;
    private final RequestIds ids;

    JettyAnswers(ErrorAnswers answers, RequestIds ids) {
        this.answers = answers;
        this.ids = ids;
    }

    /** Called by Jetty with the status it chose; the contract's status replaces it. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String id = requestId(request);
        Object failure = request.getAttribute(ERROR_EXCEPTION);
        ErrorAnswer answer = response.getStatus() == 500 && failure instanceof Throwable fault && !isSenders(fault)
                ? answers.of(fault, dialect(request), id)
                : answers.ofStatus(status(response, failure), dialect(request), id);
        send(answer, id, response, callback);
        return true;
    }

    /** Whether the fault is the sender's, who must not be able to write into the log. */
    private static boolean isSenders(Throwable fault) {
        return fault instanceof EofException
                || fault instanceof TimeoutException
                || (fault.getCause() != null && isSenders(fault.getCause()));
    }

    /** Jetty has no status of its own for a sender that stops in the middle of its headers. */
    private static int status(Response response, @Nullable Object failure) {
        boolean unfinished = response.getStatus() == 500 && failure instanceof Throwable;
        return unfinished ? HttpStatus.REQUEST_TIMEOUT_408 : response.getStatus();
    }

    /** Sends the answer for a failure. */
    void send(Throwable failure, Request request, Response response, Callback callback) {
        String id = requestId(request);
        send(answers.of(failure, dialect(request), id), id, response, callback);
    }

    private static void send(ErrorAnswer answer, String id, Response response, Callback callback) {
        response.setStatus(answer.status());
        Entrance.addHeaders(response.getHeaders(), id);
        answer.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, ErrorAnswer.CONTENT_TYPE);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }

    private String requestId(Request request) {
        return request.getAttribute(RequestIds.ATTRIBUTE) instanceof String id
                ? id
                : ids.of(request.getHeaders()::getValuesList);
    }

    private static Dialect dialect(Request request) {
        HttpURI uri = request.getHttpURI();
        String path = uri == null ? null : uri.getPath();
        return Dialect.of(path == null ? "" : path);
    }
}
