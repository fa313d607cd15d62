package dev.atom.benchmarks.gateway;

import java.net.URI;
import java.util.OptionalLong;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/** For reference: the same bare relay on Jetty's core API with its asynchronous client, about the least this stack can do. */
final class AsyncRelay extends Handler.Abstract.NonBlocking {
    private static final int MAX_REQUEST = 32 << 20;

    private final HttpClient client;
    private final URI upstream;

    private AsyncRelay(HttpClient client, URI upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    /** Argument: the upstream's port. */
    public static void main(String[] args) throws Exception {
        var client = new HttpClient();
        client.start();
        var upstream = URI.create("http://127.0.0.1:" + args[0] + Canned.CHAT_PATH);
        var server = LoopbackServer.start(new AsyncRelay(client, upstream));
        Standing.untilInputEnds(LoopbackServer.port(server), "anyone", OptionalLong.empty());
        server.stop();
        client.stop();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Content.Source.asByteArrayAsync(
                request,
                MAX_REQUEST,
                Promise.Invocable.from(
                        InvocationType.NON_BLOCKING,
                        body -> forward(body, request, response, callback),
                        callback::failed));
        return true;
    }

    private void forward(byte[] body, Request request, Response response, Callback callback) {
        client.POST(upstream)
                .headers(headers -> headers.put(HttpHeader.AUTHORIZATION, "Bearer " + Canned.PROVIDER_KEY))
                .body(new BytesRequestContent("application/json", body))
                .onResponseHeaders(head -> {
                    response.setStatus(head.getStatus());
                    response.getHeaders()
                            .put(HttpHeader.CONTENT_TYPE, head.getHeaders().get(HttpHeader.CONTENT_TYPE));
                })
                .onResponseContentSource((head, content) -> Content.copy(content, response, callback))
                .send(result -> {
                    if (result.isFailed() && result.getResponse().getStatus() == 0) {
                        Response.writeError(request, response, callback, HttpStatus.BAD_GATEWAY_502);
                    }
                });
    }
}
