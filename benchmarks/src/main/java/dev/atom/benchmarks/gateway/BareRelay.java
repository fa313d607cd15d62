package dev.atom.benchmarks.gateway;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The yardstick: the least a team would write to put one provider key behind a route. Javalin, blocking, Jetty's client,
 * virtual threads where the JDK has them; no tenants, no vault, no metering, no errors of its own.
 */
final class BareRelay {
    private static final int TIMEOUT_SECONDS = 60;

    private final HttpClient client;
    private final URI upstream;

    private BareRelay(HttpClient client, URI upstream) {
        this.client = client;
        this.upstream = upstream;
    }

    /** Argument: the upstream's port. */
    public static void main(String[] args) throws Exception {
        var client = new HttpClient();
        client.start();
        var relay = new BareRelay(client, URI.create("http://127.0.0.1:" + args[0] + Canned.CHAT_PATH));
        var server = Javalin.create(config -> {
                    config.concurrency.useVirtualThreads = Runtime.version().feature() >= 21;
                    config.startup.showJavalinBanner = false;
                    config.routes.post(Canned.CHAT_PATH, relay::relay);
                })
                .start("127.0.0.1", 0);
        Standing.untilInputEnds(server.port(), "anyone", OptionalLong.empty());
        server.stop();
        client.stop();
    }

    private void relay(Context ctx) throws Exception {
        byte[] body = ctx.bodyAsBytes();
        var request = client.POST(upstream)
                .headers(headers -> headers.put(HttpHeader.AUTHORIZATION, "Bearer " + Canned.PROVIDER_KEY))
                .body(new BytesRequestContent("application/json", body));
        if (Canned.asksForStream(body)) {
            stream(request, ctx);
        } else {
            var response = request.send();
            ctx.status(response.getStatus()).contentType("application/json").result(response.getContent());
        }
    }

    private static void stream(Request request, Context ctx)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        try (var listener = new InputStreamResponseListener()) {
            request.send(listener);
            ctx.status(listener.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).getStatus())
                    .contentType("text/event-stream");
            var in = listener.getInputStream();
            var out = ctx.res().getOutputStream();
            var buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
            }
        }
    }
}
