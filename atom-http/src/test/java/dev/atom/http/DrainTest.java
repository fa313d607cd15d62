package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.access.Access;
import dev.atom.http.audit.AuditHook;
import dev.atom.http.relay.CoreRoute;
import dev.atom.http.route.Guard;
import dev.atom.http.route.Route;
import dev.atom.http.route.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stopping while somebody is being served. */
@Timeout(120)
class DrainTest {
    /** The common pool may have one thread. */
    private static final Executor OWN_THREAD = work -> new Thread(work).start();

    private final TestServer outer = new TestServer();
    private final Held held = new Held();

    @AfterEach
    void close() {
        held.go.countDown();
        outer.close();
    }

    @Test
    void aRunningRequestIsAnsweredAndNewOnesAreRefusedWhileItRuns() throws Exception {
        AtomHttpServer server = start(Duration.ofMinutes(1));
        CompletableFuture<String> running = ask(server, "/held");
        held.arrived.await();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close, OWN_THREAD);
        String refused = RawHttp.exchange(server.port(), request("/api/health"));
        while (refused.startsWith("HTTP/1.1 200")) {
            refused = RawHttp.exchange(server.port(), request("/api/health"));
        }
        assertThat(refused)
                .startsWith("HTTP/1.1 503")
                .contains("Connection: close", "\"code\":\"UNAVAILABLE\"", "X-Request-Id: ");
        assertThat(closing).isNotDone();

        held.go.countDown();
        assertThat(running.join()).startsWith("HTTP/1.1 200").contains("the whole answer");
        closing.join();
    }

    @Test
    void aRequestThatDoesNotEndIsCutOffAfterTheDrain() throws Exception {
        AtomHttpServer server = start(Duration.ofMillis(100));
        CompletableFuture<String> running = ask(server, "/held");
        held.arrived.await();

        server.close();

        assertThat(running.handle((answer, failure) -> failure != null || !answer.contains("the whole answer"))
                        .join())
                .isTrue();
    }

    @Test
    void aServerWithNothingToDoStopsAtOnceHoweverLongItMayWait() {
        AtomHttpServer server = start(Duration.ofHours(1));
        assertThat(RawHttp.exchange(server.port(), request("/api/health"))).startsWith("HTTP/1.1 200");
        assertThat(RawHttp.exchange(server.port(), request("/api/nothing"))).startsWith("HTTP/1.1 404");

        server.close();
    }

    private AtomHttpServer start(Duration drain) {
        HttpSettings settings = HttpSettings.defaults().withPort(0).withDrain(drain);
        AuditHook audit = new AuditHook(outer.atom.auditTrail().refusals());
        Doors doors = Doors.open(outer.atom, new Access(outer.atom.resolver()), audit, settings);
        List<Route> routes = Stream.concat(Routes.of(outer.atom).stream(), Stream.of(held.route()))
                .toList();
        return AtomHttpServer.start(doors, List.of(held), routes, settings);
    }

    private static CompletableFuture<String> ask(AtomHttpServer server, String path) {
        int port = server.port();
        return CompletableFuture.supplyAsync(() -> RawHttp.exchange(port, request(path)), OWN_THREAD);
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    }

    /** Answers {@code /held} when it is told to. */
    private static final class Held extends CoreRoute {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);

        private Held() {
            super(new Route(Route.Method.GET, "/held", new Guard.Open(), call -> {}));
        }

        @Override
        protected void serve(Request request, Response response, Callback callback) {
            arrived.countDown();
            Thread answering = new Thread(() -> answer(response, callback), "held");
            answering.setDaemon(true);
            answering.start();
        }

        private void answer(Response response, Callback callback) {
            try {
                go.await();
            } catch (InterruptedException interrupted) {
                throw new UncheckedIOException(new IOException(interrupted));
            }
            response.write(true, ByteBuffer.wrap("the whole answer".getBytes(StandardCharsets.UTF_8)), callback);
        }
    }
}
