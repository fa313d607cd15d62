package dev.atom.http.relay;

import static dev.atom.http.relay.RelayFixture.CHAT;
import static dev.atom.http.relay.RelayFixture.CHUNK;
import static dev.atom.http.relay.RelayFixture.FINISH;
import static dev.atom.http.relay.RelayFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.Atom;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.llm.LlmTimeouts;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.KeyName;
import dev.atom.http.AtomHttpServer;
import dev.atom.http.HttpSettings;
import dev.atom.tck.CannedReply;
import dev.atom.tck.ReplayServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole way of a chat call over real sockets: client, server, vault, provider, and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatRelayTest {
    private static final String ASK =
            "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String ASK_STREAM = ASK.replace("{\"model\"", "{\"stream\":true,\"model\"");

    private final RelayFixture fixture = new RelayFixture(builder ->
            builder.timeouts(new LlmTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(40))));
    private final ReplayServer provider = fixture.provider;
    private final Atom atom = fixture.atom;
    private final AtomHttpServer server = fixture.server;
    private Tenant tenant;
    private String apiKey;

    @BeforeEach
    void newTenant() {
        RelayFixture.Member member = fixture.member();
        tenant = member.tenant();
        apiKey = member.apiKey();
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @Test
    void passesTheFirstEventOnWhileTheProviderIsStillSilent() throws IOException {
        byte[] stream = (CHUNK + CHUNK + FINISH).getBytes(StandardCharsets.UTF_8);
        provider.on(CHAT, sse(new String(stream, StandardCharsets.UTF_8)).with(CannedReply.Fault.GATED));
        try (Client client = new Client()) {
            client.post(ASK_STREAM);
            assertThat(client.readUntil("\"one\"")).startsWith("HTTP/1.1 200");

            provider.openGate();

            assertThat(client.readAll()).contains("[DONE]");
        }
    }

    @Test
    void relaysTheBytesAndSaysWithWhichKey() throws IOException {
        String reply =
                "{ \"id\":\"x\",  \"choices\":[],\n \"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}, \"é\":1.10 }";
        provider.on(CHAT, CannedReply.json(200, reply).with("Set-Cookie", "a=b").with("X-Provider-Secret", "s"));
        try (Client client = new Client()) {
            String answer = client.post(ASK, "X-Request-Id: my-id.1").readAll();

            assertThat(answer)
                    .startsWith("HTTP/1.1 200")
                    .endsWith(reply)
                    .containsIgnoringCase("x-atom-provider: openai")
                    .containsPattern("(?i)x-atom-credential: tenant; fp=[0-9a-f]{16}; v=1")
                    .containsPattern("(?i)x-atom-overhead-us: [0-9]+")
                    .containsIgnoringCase("X-Request-Id: my-id.1")
                    .doesNotContainIgnoringCase("set-cookie")
                    .doesNotContainIgnoringCase("x-provider-secret")
                    .doesNotContainIgnoringCase("server: ");
        }
    }

    @Test
    void endsTheStreamWithAnErrorEventWhenTheProviderDies() throws IOException {
        provider.on(CHAT, sse(CHUNK.repeat(4)).with(CannedReply.Fault.CUT_IN_BODY));
        try (Client client = new Client()) {
            assertThat(client.post(ASK_STREAM).readAll())
                    .startsWith("HTTP/1.1 200")
                    .contains("\"one\"", "data: {\"error\"", "provider_error")
                    .doesNotContain("[DONE]");
        }
    }

    @Test
    void takesAStreamForWholeAtItsEndMarkWhateverTheProviderDoesThen() throws IOException {
        provider.on(CHAT, sse(CHUNK + FINISH).with(CannedReply.Fault.RESET_IN_BODY));
        try (Client client = new Client()) {
            assertThat(client.post(ASK_STREAM).readAll()).endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void endsTheStreamWithAnErrorEventWhenTheProviderStopsShort() throws IOException {
        provider.on(CHAT, sse(CHUNK));
        try (Client client = new Client()) {
            assertThat(client.post(ASK_STREAM).readAll())
                    .startsWith("HTTP/1.1 200")
                    .contains("\"one\"", "data: {\"error\"", "provider_error")
                    .doesNotContain("[DONE]");
        }
    }

    @Test
    void cancelsTheProviderWhenTheClientLeaves() throws Exception {
        provider.on(CHAT, sse(CHUNK.repeat(64)).with(CannedReply.Fault.ENDLESS));
        try (Client client = new Client()) {
            client.post(ASK_STREAM).readUntil("\"one\"");
        }

        provider.awaitDeparture();

        Caller caller = RelayFixture.caller(tenant);
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (atom.llm().usage(caller, PageRequest.first()).items().isEmpty()) {
            assertThat(System.nanoTime()).as("time to meter the call").isLessThan(end);
        }
        assertThat(atom.llm().usage(caller, PageRequest.first()).items())
                .singleElement()
                .satisfies(row -> assertThat(row.outcome()).isEqualTo("client_gone"));
    }

    @Test
    void tellsAnOpenAiClientThatTheProviderRefusedTheKey() throws IOException {
        provider.on(
                CHAT,
                CannedReply.json(
                        401,
                        "{\"error\":{\"message\":\"Incorrect API key provided: " + KEY
                                + ".\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_api_key\"}}"));
        int before = provider.requests().size();
        try (Client client = new Client()) {
            String answer = client.post(ASK).readAll();

            assertThat(answer)
                    .startsWith("HTTP/1.1 401")
                    .contains("authentication_error", "invalid_api_key", "openai")
                    .doesNotContain(KEY, "kqPAN44");
        }
        assertThat(provider.requests()).as("never retried").hasSize(before + 1);
    }

    @Test
    void refusesATenantWithoutKeyAndLeavesTheProviderAlone() throws IOException {
        atom.vault().delete(RelayFixture.caller(tenant), new KeyName("openai"));
        int before = provider.requests().size();
        try (Client client = new Client()) {
            assertThat(client.post(ASK).readAll()).startsWith("HTTP/1.1 424").contains("provider_key_missing");
        }
        assertThat(provider.requests()).hasSize(before);
    }

    @Test
    void doesNotFollowARedirectWithTheKey() throws IOException {
        provider.on(
                CHAT,
                CannedReply.json(307, "{}")
                        .with("Location", provider.uri("/elsewhere").toString()));
        try (Client client = new Client()) {
            assertThat(client.post(ASK).readAll()).startsWith("HTTP/1.1 502");
        }
        assertThat(provider.requests()).noneMatch(request -> request.target().equals("/elsewhere"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                      | 400 | bad_request",
                "[]                                     | 400 | bad_request",
                "{\"model\":\"openai/m\",\"messages\":7} | 422 | validation_error",
                "{\"messages\":[{}]}                    | 422 | validation_error",
                "{\"model\":\"nobody-knows\",\"messages\":[{}]} | 404 | not_found",
                "{\"model\":\"openai/m\\u0000\",\"messages\":[{}]} | 422 | validation_error",
            })
    void answersABadBodyWithTheContractsCode(String body, int status, String code) throws IOException {
        try (Client client = new Client()) {
            assertThat(client.post(body.strip()).readAll())
                    .startsWith("HTTP/1.1 " + status)
                    .contains("\"code\":\"" + code + "\"");
        }
    }

    @Test
    void refusesWhatIsNotAChatRequestOfAKnownCaller() throws IOException {
        assertThat(exchange("GET " + CHAT + " HTTP/1.1\r\n" + key()))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: POST");
        assertThat(exchange("POST " + CHAT + " HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n" + key()
                        + "\r\n{}"))
                .startsWith("HTTP/1.1 415");
        assertThat(exchange(
                        "POST " + CHAT + " HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 401");
        assertThat(exchange(
                        "POST " + CHAT + " HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 33554433\r\n"
                                + key() + "\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void refusesABodyThatGrowsPastTheLimitWithoutSayingItsLength() throws IOException {
        try (AtomHttpServer small = AtomHttpServer.start(
                        atom, HttpSettings.defaults().withPort(0).withBodyLimits(1024, 4096));
                Client client = new Client(small.port())) {
            client.send("POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + key()
                    + "Transfer-Encoding: chunked\r\n\r\n2000\r\n" + " ".repeat(0x2000) + "\r\n0\r\n\r\n");

            assertThat(client.readUntil("payload_too_large")).startsWith("HTTP/1.1 413");
        }
    }

    private String key() {
        return "Authorization: Bearer " + apiKey + "\r\n";
    }

    private String exchange(String request) throws IOException {
        try (Client client = new Client()) {
            String host = "Host: localhost\r\nConnection: close\r\n";
            int line = request.indexOf("\r\n") + 2;
            String whole = request.substring(0, line) + host + request.substring(line);
            client.send(whole.contains("\r\n\r\n") ? whole : whole + "\r\n");
            return client.readAll();
        }
    }

    private static CannedReply sse(String events) {
        return CannedReply.of(200, "text/event-stream", events.getBytes(StandardCharsets.UTF_8));
    }

    /** A client that sees the bytes as they come. */
    private final class Client implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Client() throws IOException {
            this(server.port());
        }

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(30_000);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void send(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        Client post(String body, String... headers) throws IOException {
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            send("POST " + CHAT
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n" + key()
                    + more + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
            return this;
        }

        String readUntil(String text) throws IOException {
            StringBuilder read = new StringBuilder();
            while (read.indexOf(text) < 0) {
                int b = in.read();
                assertThat(b).as("end of the answer before %s: %s", text, read).isNotNegative();
                read.append((char) b);
            }
            return read.toString();
        }

        String readAll() throws IOException {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
