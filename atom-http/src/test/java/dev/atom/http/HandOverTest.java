package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandOverTest {
    private static final int WAITING = 64;

    private final CountDownLatch allWait = new CountDownLatch(WAITING);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Server server = new Server(new ServerThreads());
    private final ServerConnector connector = new ServerConnector(server);

    @BeforeEach
    void start() throws Exception {
        HandOver handOver = new HandOver();
        handOver.setHandler(new Waiting());
        server.addConnector(connector);
        server.setHandler(handOver);
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        released.countDown();
        server.stop();
    }

    @Test
    void requestsThatWaitKeepNobodyElsesFromBeingRead() throws Exception {
        List<CompletableFuture<String>> waiting =
                Stream.generate(this::asking).limit(WAITING).toList();
        assertThat(allWait.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(ask("/go")).startsWith("HTTP/1.1 200");

        released.countDown();
        for (CompletableFuture<String> answer : waiting) {
            assertThat(answer.get(30, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whatIsReadIsDealtWithWhereItWasRead() {
        assertThat(server.getInvocationType()).isEqualTo(InvocationType.NON_BLOCKING);
    }

    @Test
    void aRequestNobodyTakesAndOneThatFailsAreAnswered() {
        assertThat(ask("/nowhere")).startsWith("HTTP/1.1 404");
        assertThat(ask("/fail")).startsWith("HTTP/1.1 500");
    }

    private CompletableFuture<String> asking() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        new Thread(() -> answer.complete(ask("/wait"))).start();
        return answer;
    }

    private String ask(String path) {
        return RawHttp.exchange(
                connector.getLocalPort(), "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    /** Blocks its thread, as routes do that ask the database. */
    private final class Waiting extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            switch (request.getHttpURI().getPath()) {
                case "/wait" -> {
                    allWait.countDown();
                    assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
                }
                case "/fail" -> throw new AssertionError("a fault");
                case "/go" -> {}
                default -> {
                    return false;
                }
            }
            response.write(true, ByteBuffer.allocate(0), callback);
            return true;
        }
    }
}
