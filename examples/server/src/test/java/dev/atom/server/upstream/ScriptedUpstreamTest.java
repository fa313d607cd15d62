package dev.atom.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScriptedUpstreamTest {
    private static final String KEY = "sk-scripted-0123456789abcdef";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ScriptedUpstream upstream = ScriptedUpstream.start(0);

    @BeforeEach
    void acceptTheKey() {
        upstream.accept(KEY);
    }

    @AfterEach
    void close() {
        upstream.close();
    }

    @Test
    void answersWithWhatItWasTold() throws Exception {
        HttpResponse<String> reply = chat("tell me", false);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body())
                .contains("\"content\":\"You said: tell me\"")
                .contains("\"prompt_tokens\":2")
                .contains("\"completion_tokens\":4");
    }

    @Test
    void givesEqualAnswersToEqualRequests() throws Exception {
        assertThat(chat("again", false).body()).isEqualTo(chat("again", false).body());
    }

    @Test
    void refusesAKeyItDoesNotKnowAsOpenAiDoes() throws Exception {
        HttpResponse<String> reply =
                send(post("hello", false).setHeader("Authorization", "Bearer sk-wrong-key-of-nobody"));

        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.body()).contains("\"code\":\"invalid_api_key\"").contains("sk-wrong****body");
    }

    @Test
    void refusesARequestWithoutAKey() throws Exception {
        HttpResponse<String> reply = send(HttpRequest.newBuilder(url("/models")));

        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(upstream.requests()).containsExactly(new SeenRequest("GET", "/v1/models", "none", ""));
    }

    @Test
    void listsItsModels() throws Exception {
        HttpResponse<String> reply =
                send(HttpRequest.newBuilder(url("/models")).header("Authorization", "Bearer " + KEY));

        assertThat(reply.body()).startsWith("{\"object\":\"list\"").contains("\"id\":\"scripted-echo\"");
    }

    @Test
    void recordsAFingerprintAndNeverTheKey() throws Exception {
        chat("hello", false);

        assertThat(upstream.requests()).singleElement().satisfies(seen -> {
            assertThat(seen.path()).isEqualTo("/v1/chat/completions");
            assertThat(seen.keyFingerprint()).hasSize(16);
            assertThat(seen.toString()).doesNotContain(KEY);
        });
    }

    @Test
    void streamsWordByWordAndEndsWithUsageAndDone() throws Exception {
        List<String> frames;
        try (Stream<String> lines = client.send(post("one two", true).build(), BodyHandlers.ofLines())
                .body()) {
            frames = lines.filter(line -> !line.isEmpty()).toList();
        }

        assertThat(frames).hasSize(4 + 3);
        assertThat(frames.get(2)).contains("\"content\":\"one \"");
        assertThat(frames.get(5)).contains("\"choices\":[]").contains("\"total_tokens\":6");
        assertThat(frames.get(6)).isEqualTo("data: [DONE]");
    }

    @Test
    void sendsEachChunkWhenItIsDueAndNoticesTheClientLeaving() throws Exception {
        upstream.pauseBeforeChunks(Duration.ofMillis(30));
        upstream.play(Script.endAfter(2, Script.Ending.STALL));
        InputStream body = client.send(post("one two", true).build(), BodyHandlers.ofInputStream())
                .body();
        byte[] first = body.readNBytes("data: ".length());

        body.close();

        assertThat(first).isEqualTo("data: ".getBytes(StandardCharsets.UTF_8));
        assertThat(upstream.awaitDisconnect(Duration.ofSeconds(20))).isTrue();
        assertThat(upstream.disconnects()).isEqualTo(1);
    }

    @Test
    void noticesTheClientLeavingBeforeTheFirstByte() throws Exception {
        upstream.play(Script.hang());

        try (Socket socket = connect()) {
            socket.getOutputStream().write(raw("{}"));
        }

        assertThat(upstream.awaitDisconnect(Duration.ofSeconds(20))).isTrue();
    }

    /** Whoever left with something unread was not counted. */
    @Test
    void noticesAClientThatResetsItsConnectionWhileItWaits() throws Exception {
        upstream.play(Script.answer(), Script.hang());

        resetAfterTheFirstReply(raw("{}"));

        assertThat(upstream.awaitDisconnect(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    void noticesAClientThatResetsItsConnectionInItsBody() throws Exception {
        resetAfterTheFirstReply(raw("{"));

        assertThat(upstream.awaitDisconnect(Duration.ofSeconds(20))).isTrue();
    }

    /** The second request comes along with the first, so it has been read by then: a reset discards what has not. */
    private void resetAfterTheFirstReply(byte[] second) throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(raw("{}"));
        both.writeBytes(second);
        try (Socket socket = connect()) {
            socket.getOutputStream().write(both.toByteArray());
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.setSoLinger(true, 0);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                upstream.baseUrl().getPort());
    }

    /** A request that announces two bytes. */
    private static byte[] raw(String body) {
        return ("POST /v1/chat/completions HTTP/1.1\r\nAuthorization: Bearer " + KEY + "\r\nContent-Length: 2\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void playsEachScriptOnce() throws Exception {
        upstream.play(Script.status(503, "{}"), Script.rateLimited(Duration.ofSeconds(7)));

        assertThat(chat("a", false).statusCode()).isEqualTo(503);
        HttpResponse<String> limited = chat("b", false);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("7");
        assertThat(chat("c", false).statusCode()).isEqualTo(200);
    }

    @Test
    void reportsAFailureWithStatus200AsMiniMaxDoes() throws Exception {
        upstream.play(Script.baseResp(1004, "login fail"));

        HttpResponse<String> reply = chat("a", false);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("\"base_resp\":{\"status_code\":1004");
    }

    @Test
    void breaksTheConnectionInTheMiddle() {
        upstream.play(Script.endAfter(1, Script.Ending.RESET), Script.endAfter(1, Script.Ending.RESET));

        assertThatThrownBy(() -> chat("one two three", true)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> chat("one two three", false)).isInstanceOf(IOException.class);
        assertThat(upstream.disconnects()).isZero();
    }

    @Test
    void sendsAnErrorFrameInsideAStream() throws Exception {
        upstream.play(Script.errorFrameAfter(1, "{\"error\":{\"message\":\"overloaded\"}}"));

        assertThat(chat("one two", true).body())
                .contains("\"content\":\"You \"")
                .endsWith("data: {\"error\":{\"message\":\"overloaded\"}}\n\n");
    }

    @Test
    void endsAStreamWithoutDoneWhenTold() throws Exception {
        upstream.play(Script.endAfter(2, Script.Ending.NO_DONE));

        assertThat(chat("one", true).body()).contains("said:").doesNotContain("[DONE]");
    }

    @Test
    void sendsKeepAliveCommentsBetweenChunks() throws Exception {
        upstream.play(Script.answer().withComments(2));

        assertThat(chat("one", true).body()).startsWith(": keep-alive\n\n: keep-alive\n\ndata: ");
    }

    @Test
    void refusesBadJsonAndUnknownModels() throws Exception {
        var broken = HttpRequest.newBuilder(url("/chat/completions"))
                .header("Authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":"));

        assertThat(send(broken).statusCode()).isEqualTo(400);
        assertThat(send(post("x", false, "gpt-nothing")).body()).contains("model_not_found");
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        chat("hello", false);

        upstream.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("scripted-upstream"));
    }

    private HttpResponse<String> chat(String text, boolean stream) throws IOException, InterruptedException {
        return send(post(text, stream));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder post(String text, boolean stream) {
        return post(text, stream, "scripted-echo");
    }

    private HttpRequest.Builder post(String text, boolean stream, String model) {
        String body = """
                {"model":"%s","stream":%s,"stream_options":{"include_usage":true},
                 "messages":[{"role":"user","content":"%s"}]}""".formatted(model, stream, text);
        return HttpRequest.newBuilder(url("/chat/completions"))
                .header("Authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private URI url(String path) {
        return URI.create(upstream.baseUrl() + path);
    }
}
