package dev.atom.benchmarks.gateway;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * A provider that costs next to nothing: it checks the key, reads the request and answers canned bytes, whole or as a stream
 * of deltas at a fixed gap. Asynchronous, no parsing.
 */
final class Upstream extends Handler.Abstract.NonBlocking {
    private static final int MAX_REQUEST = 1 << 20;

    private final String authorization = "Bearer " + Canned.PROVIDER_KEY;
    private final ByteBuffer reply = ByteBuffer.wrap(Canned.reply()).asReadOnlyBuffer();
    private final List<byte[]> frames;
    private final Duration gap;

    Upstream(int deltas, Duration gap) {
        this.frames = Canned.frames(deltas);
        this.gap = gap;
    }

    /** Arguments: the number of deltas of a stream, the gap between them in milliseconds. */
    public static void main(String[] args) throws Exception {
        var gap = Duration.ofMillis(Long.parseLong(args[1]));
        var server = LoopbackServer.start(new Upstream(Integer.parseInt(args[0]), gap));
        Standing.untilInputEnds(LoopbackServer.port(server), Canned.PROVIDER_KEY, OptionalLong.empty());
        server.stop();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!authorization.equals(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
            Response.writeError(request, response, callback, HttpStatus.UNAUTHORIZED_401);
            return true;
        }
        Content.Source.asByteArrayAsync(
                request,
                MAX_REQUEST,
                Promise.Invocable.from(
                        InvocationType.NON_BLOCKING,
                        body -> answer(body, request, response, callback),
                        callback::failed));
        return true;
    }

    private void answer(byte[] body, Request request, Response response, Callback callback) {
        if (Canned.asksForStream(body)) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
            new FrameWriter(frames, gap, request.getComponents().getScheduler(), response, callback).iterate();
        } else {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.write(true, reply.slice(), callback);
        }
    }
}
