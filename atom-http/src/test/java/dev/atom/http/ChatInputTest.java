package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.TestServer.Reply;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The relay's door admits and refuses like the other one, in OpenAI's shape, and every row stays as it was. */
@SuppressWarnings("NullAway.Init")
class ChatInputTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final int LIMIT = 4096;
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private static TestServer server;
    private static StoredRows stored;

    @BeforeAll
    static void start() {
        HttpSettings defaults = HttpSettings.defaults();
        server = new TestServer(defaults.withBodyLimits(defaults.bodyLimit(), LIMIT));
        server.send(server.a.key(), "PUT", "/api/v1/vault/keys/kept", "{\"value\":\"sk-good-123456\"}");
        stored = new StoredRows(server);
        assertThat(stored.rows()).anyMatch(row -> row.startsWith("vault_keys"));
    }

    @AfterEach
    void nothingIsLostOrMade() {
        stored.assertUnchanged();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | 400 | bad_request",
                "`` | 400 | bad_request",
                "[] | 400 | bad_request",
                "{} {} | 400 | bad_request",
                "{} | 422 | validation_error",
                "{\"model\":1,\"messages\":[{}]} | 422 | validation_error",
                "{\"model\":\"fake/m1\"} | 422 | validation_error",
                "{\"model\":\"fake/m1\",\"messages\":{}} | 422 | validation_error",
                "{\"model\":\"fake/m1\",\"messages\":[{}],\"stream\":\"yes\"} | 422 | validation_error",
                "{\"model\":\"nobody/m1\",\"messages\":[{}]} | 404 | not_found",
                "{\"model\":\"fake/m1\",\"messages\":[{}]} | 424 | provider_key_missing",
            })
    void wrongRequestsAreToldApart(String body, int status, String code) {
        Reply reply = server.send(server.a.key(), "POST", CHAT, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.code()).as(reply.text()).isEqualTo(code);
        assertThat(reply.header("x-request-id")).isNotEmpty();
    }

    @Test
    void invalidUtf8IsABadRequest() {
        byte[] body = "{\"model\":\"\u00ff\",\"messages\":[{}]}".getBytes(StandardCharsets.ISO_8859_1);
        Reply reply = server.send(server.a.key(), "POST", CHAT, BodyPublishers.ofByteArray(body), JSON);
        assertThat(reply.code()).isEqualTo("bad_request");
    }

    @Test
    void bodiesOverTheLimitWithAndWithoutALength() {
        byte[] large = new byte[LIMIT + 1];
        Reply known = server.send(server.a.key(), "POST", CHAT, BodyPublishers.ofByteArray(large), JSON);
        assertThat(known.status()).isEqualTo(413);
        assertThat(known.code()).isEqualTo("payload_too_large");
        var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));
        assertThat(server.send(server.a.key(), "POST", CHAT, chunked, JSON).code())
                .isEqualTo("payload_too_large");
    }

    @Test
    void otherMethodsAndMediaTypesAreRefused() {
        Reply get = server.get(server.a.key(), CHAT);
        assertThat(get.status()).isEqualTo(405);
        assertThat(get.header("allow")).isEqualTo("POST");
        Reply text = server.send(
                server.a.key(), "POST", CHAT, BodyPublishers.ofString("{}"), Map.of("Content-Type", "text/plain"));
        assertThat(text.code()).isEqualTo("unsupported_media_type");
    }

    @Test
    void theRequestIdOfTheCallerIsKept() {
        Reply reply = server.send(
                server.a.key(),
                "POST",
                CHAT,
                BodyPublishers.ofString("{"),
                Map.of("Content-Type", "application/json", "X-Request-Id", "mine-1"));
        assertThat(reply.headers().get("x-request-id")).containsExactly("mine-1");
    }
}
