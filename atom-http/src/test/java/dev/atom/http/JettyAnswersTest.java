package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.atom.http.access.RequestIds;
import dev.atom.http.error.ErrorAnswers;
import dev.atom.http.limit.FieldSyntax;
import dev.atom.http.limit.RateLimitFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What strangers send before it is a request, on a Jetty with a short idle time-out. */
class JettyAnswersTest {
    private static final long IDLE_MILLIS = 200;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    @BeforeEach
    void start() throws Exception {
        RateLimitFields fields = new RateLimitFields(FieldSyntax.DRAFT_11, () -> 0);
        server.setErrorHandler(new JettyAnswers(new ErrorAnswers(Clock.systemUTC(), fields), RequestIds.random()));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.start();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() throws Exception {
        logger().detachAppender(log);
        server.stop();
    }

    @Test
    void aHeaderThatDoesNotEndIsTimedOutWithoutALineInTheLog() {
        assertThat(answerTo("GET /api/health HTTP/1.1\r\nHost: x\r\nX-Unfin"))
                .satisfiesAnyOf(
                        nothing -> assertThat(nothing).isEmpty(),
                        answer -> assertThat(answer).startsWith("HTTP/1.1 408").contains("REQUEST_TIMEOUT"));
        assertThat(log.list).isEmpty();
    }

    @Test
    void aConnectionThatNeverSaysAnythingLeavesNothingInTheLog() {
        assertThat(answerTo("")).isEmpty();
        assertThat(answerTo("G")).doesNotContain("HTTP/1.1 500");
        assertThat(log.list).isEmpty();
    }

    @Test
    void aHeaderThatBreaksOffLeavesNothingInTheLog() {
        assertThat(RawHttp.exchange(connector.getLocalPort(), "POST /api/health HTTP/1.1\r\nHost: x\r\nX-Unfin"))
                .doesNotContain("HTTP/1.1 500");
        assertThat(log.list).isEmpty();
    }

    /** Whatever comes until the server closes; this side neither sends more nor ends. */
    private String answerTo(String bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.setSoTimeout(20_000);
            return answerTo(bytes, socket);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String answerTo(String bytes, Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.getInputStream().transferTo(answer);
        } catch (SocketException closed) {
            // The server's patience was over before this side had said anything.
            return answer.toString(StandardCharsets.US_ASCII);
        }
        return answer.toString(StandardCharsets.US_ASCII);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ErrorAnswers.class);
    }
}
