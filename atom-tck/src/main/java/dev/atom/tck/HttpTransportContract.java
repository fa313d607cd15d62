package dev.atom.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpExchange;
import dev.atom.spi.http.HttpHead;
import dev.atom.spi.http.HttpReply;
import dev.atom.spi.http.HttpReplyListener;
import dev.atom.spi.http.HttpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link HttpTransport} must do, proven against real sockets. Subclass it and give the transport. */
public abstract class HttpTransportContract {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final ReplayServer server = ReplayServer.start();

    /** Makes the class a test; subclasses are public or package-private with a default constructor. */
    protected HttpTransportContract() {}

    /** The transport under test; the same one each time it is asked for within a test. */
    protected abstract HttpTransport transport();

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    @Test
    void sendsTheRequestAsItIs() throws Exception {
        server.onAny(text("ok"));
        HttpCall call = new HttpCall(
                "POST",
                server.uri("/v1/chat?x=%20y"),
                List.of(new HttpCall.Header("Authorization", "Bearer k"), new HttpCall.Header("X-Two", "b")),
                "{\"n\":1}".getBytes(StandardCharsets.UTF_8),
                LONG);
        assertThat(transport().fetch(call, 100).status()).isEqualTo(200);
        CapturedRequest request = server.requests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/v1/chat?x=%20y");
        assertThat(request.header("authorization")).hasValue("Bearer k");
        assertThat(request.header("x-two")).hasValue("b");
        assertThat(request.text()).isEqualTo("{\"n\":1}");
    }

    @Test
    void givesStatusAndHeadersWithoutRegardToCase() throws Exception {
        server.onAny(text("no").with("X-Trace", "abc"));
        HttpReply reply = transport().fetch(get("/"), 100);
        assertThat(reply.head().header("x-TRACE")).hasValue("abc");
        assertThat(reply.head().header("absent")).isEmpty();
        assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo("no");
    }

    @Test
    void takesAnErrorStatusForAReply() throws Exception {
        server.onAny(CannedReply.json(401, "{}").with("WWW-Authenticate", "Basic realm=x"));
        assertThat(transport().fetch(get("/"), 100).status()).isEqualTo(401);
        server.onAny(CannedReply.json(503, ""));
        assertThat(transport().fetch(get("/"), 100).status()).isEqualTo(503);
    }

    @Test
    void handsOutThePartOfABodyThatHasComeBeforeTheRestIsSent() throws Exception {
        server.onAny(text("first.second").with(CannedReply.Fault.GATED));
        ReplyRecorder reply = ReplyRecorder.holding();
        transport().send(get("/"), reply);
        Runnable more = reply.takeHeld();
        server.openGate();
        more.run();
        reply.takeHeld().run();
        assertThat(reply.awaitText()).isEqualTo("first.second");
        assertThat(reply.breaches()).isEmpty();
    }

    @Test
    void handsOutOnePieceAtATime() throws Exception {
        String big = "0123456789abcdef".repeat(256 * 1024);
        server.onAny(text(big));
        ReplyRecorder reply = ReplyRecorder.holding();
        transport().send(get("/"), reply);
        Thread consumer = new Thread(() -> {
            try {
                while (true) {
                    Runnable more = reply.takeHeld();
                    more.run();
                }
            } catch (InterruptedException done) {
                Thread.currentThread().interrupt();
            }
        });
        consumer.start();
        try {
            assertThat(reply.awaitText()).isEqualTo(big);
            assertThat(reply.breaches()).isEmpty();
        } finally {
            consumer.interrupt();
            consumer.join();
        }
    }

    @Test
    void deliversABodyOfSingleBytes() throws Exception {
        server.onAny(text("trickling").with(CannedReply.Fault.TRICKLE));
        ReplyRecorder reply = ReplyRecorder.eager();
        transport().send(get("/"), reply);
        assertThat(reply.awaitText()).isEqualTo("trickling");
        assertThat(reply.breaches()).isEmpty();
    }

    @Test
    void tellsAnEmptyBodyAsHeadAndEnd() throws Exception {
        server.onAny(text(""));
        ReplyRecorder reply = ReplyRecorder.eager();
        transport().send(get("/"), reply);
        assertThat(reply.awaitText()).isEmpty();
        assertThat(reply.awaitHead().status()).isEqualTo(200);
        assertThat(reply.breaches()).isEmpty();
    }

    @Test
    void failsWhenTheBodyIsResetOrCut() throws Exception {
        for (CannedReply.Fault fault : List.of(
                CannedReply.Fault.RESET_BEFORE_HEAD,
                CannedReply.Fault.RESET_IN_BODY,
                CannedReply.Fault.CUT_IN_BODY,
                CannedReply.Fault.GARBAGE)) {
            server.onAny(text("partial").with(fault));
            ReplyRecorder reply = ReplyRecorder.eager();
            transport().send(get("/"), reply);
            assertThat(reply.awaitFailure()).as("%s", fault).isInstanceOf(IOException.class);
            assertThat(reply.breaches()).as("%s", fault).isEmpty();
        }
    }

    @Test
    void timesOutWhenNoStatusLineComes() throws Exception {
        Duration wait = SHORT;
        while (!timesOutAndLeaves(wait)) {
            wait = twice(wait);
        }
    }

    /** False when, on a busy machine, the time was over before the request was out, and nobody was there to leave. */
    private boolean timesOutAndLeaves(Duration wait) throws InterruptedException {
        try (ReplayServer silent = ReplayServer.start()) {
            silent.onAny(text("").with(CannedReply.Fault.HANG));
            ReplyRecorder reply = begin(silent.uri("/"), wait);
            assertThat(reply.awaitFailure()).isInstanceOf(HttpTimeoutException.class);
            assertThat(reply.breaches()).isEmpty();
            if (silent.requests().isEmpty()) {
                return false;
            }
            silent.awaitDeparture();
            return true;
        }
    }

    @Test
    void doesNotLimitTheBodyByTheWaitForItsFirstByte() throws Exception {
        Duration wait = SHORT.multipliedBy(2);
        while (!bodyOutlives(wait)) {
            wait = twice(wait);
        }
    }

    /** False when, on a busy machine, the status line itself came too late, which is not what this is about. */
    private boolean bodyOutlives(Duration wait) throws InterruptedException {
        try (ReplayServer gated = ReplayServer.start()) {
            gated.on("/slow", text("first.second").with(CannedReply.Fault.GATED));
            gated.on("/never", text("").with(CannedReply.Fault.HANG));
            ReplyRecorder slow = begin(gated.uri("/slow"), wait);
            if (!slow.awaitBeginning()) {
                assertThat(slow.awaitFailure()).isInstanceOf(HttpTimeoutException.class);
                return false;
            }
            // A later call with the same wait runs out of time first; by then the earlier one has survived its own.
            assertThat(begin(gated.uri("/never"), wait).awaitFailure()).isInstanceOf(HttpTimeoutException.class);
            gated.openGate();
            assertThat(slow.awaitText()).isEqualTo("first.second");
            return true;
        }
    }

    private ReplyRecorder begin(URI uri, Duration firstByte) {
        ReplyRecorder reply = ReplyRecorder.eager();
        transport().send(HttpCall.get(uri, firstByte), reply);
        return reply;
    }

    private static Duration twice(Duration wait) {
        assertThat(wait).as("how long the machine took for a request").isLessThan(LONG.dividedBy(2));
        return wait.multipliedBy(2);
    }

    @Test
    void returnsARedirectAndDoesNotFollowIt() throws Exception {
        try (ReplayServer elsewhere = ReplayServer.start()) {
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                server.onAny(new CannedReply(status, Map.of(), new byte[0], CannedReply.Fault.NONE)
                        .with("Location", elsewhere.uri("/").toString()));
                HttpReply reply = transport().fetch(get("/").with("Authorization", "Bearer key"), 100);
                assertThat(reply.status()).isEqualTo(status);
            }
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void keepsNoCookie() throws Exception {
        server.onAny(text("").with("Set-Cookie", "session=1; Path=/"));
        transport().fetch(get("/"), 100);
        transport().fetch(get("/"), 100);
        assertThat(server.requests().get(1).header("Cookie")).isEmpty();
    }

    @Test
    void tellsOfARefusedConnection() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
        ReplyRecorder reply = ReplyRecorder.eager();
        transport().send(HttpCall.get(nobody, LONG), reply);
        assertThat(reply.awaitFailure()).isInstanceOf(IOException.class);
        assertThat(reply.breaches()).isEmpty();
    }

    @Test
    void closesTheConnectionWhenCancelledBeforeTheStatusLine() throws Exception {
        server.onAny(text("").with(CannedReply.Fault.HANG));
        ReplyRecorder reply = ReplyRecorder.eager();
        HttpExchange exchange = transport().send(get("/"), reply);
        server.awaitRequest();
        exchange.cancel();
        exchange.cancel();
        reply.awaitFailure();
        server.awaitDeparture();
        assertThat(reply.breaches()).isEmpty();
    }

    @Test
    void tellsOfACancelRightAfterSend() throws Exception {
        server.onAny(text("").with(CannedReply.Fault.HANG));
        ReplyRecorder reply = ReplyRecorder.eager();
        transport().send(get("/"), reply).cancel();
        reply.awaitFailure();
        assertThat(reply.breaches()).isEmpty();
    }

    @Test
    void closesTheConnectionWhenCancelledInTheBody() throws Exception {
        server.onAny(text("x".repeat(10_000)).with(CannedReply.Fault.ENDLESS));
        ReplyRecorder reply = ReplyRecorder.holding();
        HttpExchange exchange = transport().send(get("/"), reply);
        reply.takeHeld().run();
        Runnable late = reply.takeHeld();
        exchange.cancel();
        reply.awaitFailure();
        late.run();
        server.awaitDeparture();
        assertThat(reply.breaches()).isEmpty();
    }

    @Test
    void ignoresACancelAfterTheEnd() throws Exception {
        server.onAny(text("done"));
        ReplyRecorder reply = ReplyRecorder.eager();
        HttpExchange exchange = transport().send(get("/"), reply);
        assertThat(reply.awaitText()).isEqualTo("done");
        assertThatCode(exchange::cancel).doesNotThrowAnyException();
        assertThat(reply.breaches()).isEmpty();
    }

    @Test
    void endsTheExchangeOfAListenerThatThrows() throws Exception {
        server.onAny(text("x".repeat(10_000)).with(CannedReply.Fault.ENDLESS));
        CountDownLatch failed = new CountDownLatch(1);
        transport().send(get("/"), new HttpReplyListener() {
            @Override
            public void onHead(HttpHead head) {}

            @Override
            public void onBody(ByteBuffer bytes, Runnable more) {
                throw new IllegalStateException("thrown by the test's listener");
            }

            @Override
            public void onEnd() {}

            @Override
            public void onFailure(IOException failure) {
                failed.countDown();
            }
        });
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
        server.awaitDeparture();
    }

    @Test
    void refusesABodyLargerThanFetchAllows() throws Exception {
        server.onAny(text("x".repeat(10_000)).with(CannedReply.Fault.ENDLESS));
        assertThatThrownBy(() -> transport().fetch(get("/"), 20_000)).isInstanceOf(IOException.class);
        server.awaitDeparture();
    }

    @Test
    void keepsConcurrentExchangesApart() throws Exception {
        int calls = 64;
        List<ReplyRecorder> replies = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            server.on("/" + i, text("body " + i));
        }
        for (int i = 0; i < calls; i++) {
            ReplyRecorder reply = ReplyRecorder.eager();
            replies.add(reply);
            transport().send(get("/" + i), reply);
        }
        for (int i = 0; i < calls; i++) {
            assertThat(replies.get(i).awaitText()).isEqualTo("body " + i);
            assertThat(replies.get(i).breaches()).isEmpty();
        }
    }

    private HttpCall get(String path) {
        return HttpCall.get(server.uri(path), LONG);
    }

    private static CannedReply text(String body) {
        return CannedReply.of(200, "text/plain", body.getBytes(StandardCharsets.UTF_8));
    }
}
