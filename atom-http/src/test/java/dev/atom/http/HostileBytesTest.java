package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests no HTTP library would send. */
class HostileBytesTest {
    private static final String HEALTH = "GET /api/health HTTP/1.1\r\nHost: x\r\n";
    private static final String END = "Connection: close\r\n\r\n";

    @AutoClose
    private static final TestServer server = new TestServer();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /api/health HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET /api/health HTTP/1.1\r\n\r\n",
                "GET /api/health HTTP/1.1\r\nHost: x y\r\n\r\n",
                "GET /api/health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET /api/health HTTP/1.1\r\nHost: x\r\nBad Header: x\r\n\r\n",
                "GET /api/health HTTP/1.1\r\nHost: x\r\nX-A: \u0000\r\n\r\n",
                "GET /api/health HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\n\tX-Evil: 1\r\n\r\n",
                "GET /api/v1/tenants/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/v1/tenants/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/v1/tenants/%c0%80 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /api/%2e%2e/api/health HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET //api/health HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /api/v1/tenants HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                "POST /api/v1/tenants HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /api/v1/tenants HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /api/v1/tenants HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n"
            })
    void whatCannotBeReadIsABadRequestInTheEnvelope(String request) {
        assertBadRequest(RawHttp.exchange(server.http.port(), request));
    }

    @Test
    void aRequestIsNotRoutedByAnotherMethodThanItsOwn() {
        int port = server.http.port();
        String path = "/api/v1/workspaces";
        String body = "{\"name\":\"by override\"}";
        String rest = path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-API-Key: " + server.a.key()
                + "\r\nx-http-method-override: POST\r\nContent-Length: " + body.length() + "\r\n" + END + body;

        assertBadRequest(RawHttp.exchange(port, "GET " + rest));
        assertBadRequest(RawHttp.exchange(port, "POST " + rest));
        assertThat(server.get(server.a.key(), path).text()).doesNotContain("by override");
    }

    @Test
    void oversizeHeadersAndUrisAreABadRequest() {
        String big = "a".repeat(20_000);
        assertBadRequest(RawHttp.exchange(server.http.port(), HEALTH + "X-Big: " + big + "\r\n" + END));
        assertBadRequest(RawHttp.exchange(server.http.port(), "GET /" + big + " HTTP/1.1\r\nHost: x\r\n" + END));
    }

    @Test
    void aBodyThatEndsEarlyOrIsChunkedWronglyIsABadRequest() {
        String head = "POST /api/v1/workspaces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-API-Key: "
                + server.a.key() + "\r\n";
        assertBadRequest(RawHttp.exchange(server.http.port(), head + "Content-Length: 50\r\n" + END + "{\"name\":"));
        assertBadRequest(RawHttp.exchange(
                server.http.port(), head + "Transfer-Encoding: chunked\r\n" + END + "zz\r\n{}\r\n0\r\n\r\n"));
        assertBadRequest(
                RawHttp.exchange(server.http.port(), head + "Transfer-Encoding: chunked\r\n" + END + "5\r\n{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/nope,404,NOT_FOUND",
        "GET,/api/health/,404,NOT_FOUND",
        "GET,/api/HEALTH,404,NOT_FOUND",
        "GET,/api/health;x=1,404,NOT_FOUND",
        "OPTIONS,*,404,NOT_FOUND",
        "POST,/api/health,405,METHOD_NOT_ALLOWED",
        "OPTIONS,/api/health,405,METHOD_NOT_ALLOWED",
        "BREW,/api/health,405,METHOD_NOT_ALLOWED",
        "TRACE,/api/health,405,METHOD_NOT_ALLOWED",
        "CONNECT,/api/health,4,",
        "GET,/v1/nope,404,not_found"
    })
    void unknownRoutesAndMethodsAreToldApart(String method, String path, String status, String code) {
        String answer = RawHttp.exchange(server.http.port(), method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + END);
        assertThat(answer).startsWith("HTTP/1.1 " + status);
        if (code != null) {
            assertThat(answer).contains("\"code\":\"" + code + "\"");
        }
        if (status.equals("405")) {
            assertThat(answer).contains("\r\nAllow: GET, HEAD");
        }
    }

    @Test
    void theRequestIdIsKeptWhenItIsATokenAndReplacedWhenNot() {
        assertThat(RawHttp.exchange(server.http.port(), HEALTH + "X-Request-Id: mine-1\r\n" + END))
                .contains("\r\nX-Request-Id: mine-1\r\n");
        for (String hostile : List.of("a b", "a\"b", "<script>", "\u00e9", "a".repeat(65), "a%0d%0aX-Evil: 1")) {
            assertThat(RawHttp.exchange(server.http.port(), HEALTH + "X-Request-Id: " + hostile + "\r\n" + END))
                    .startsWith("HTTP/1.1 200")
                    .doesNotContain(hostile)
                    .containsOnlyOnce("X-Request-Id: ");
        }
    }

    @Test
    void everyAnswerForbidsCachingAndGuessingAndDoesNotNameTheServer() {
        for (String request : List.of(HEALTH, "GET /nope HTTP/1.1\r\nHost: x\r\n", "GARBAGE\r\n")) {
            assertThat(RawHttp.exchange(server.http.port(), request + END))
                    .contains("Cache-Control: no-store", "X-Content-Type-Options: nosniff", "X-Request-Id: ")
                    .doesNotContainIgnoringCase("jetty")
                    .doesNotContainIgnoringCase("javalin")
                    .doesNotContain("\r\nServer:");
        }
    }

    @Test
    void headAnswersLikeGetWithoutABodyAndThroughTheSameGuard() {
        String head = HEALTH.replace("GET", "HEAD");
        assertThat(RawHttp.exchange(server.http.port(), head + END))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
        assertThat(RawHttp.exchange(server.http.port(), "HEAD /api/v1/vault/keys HTTP/1.1\r\nHost: x\r\n" + END))
                .startsWith("HTTP/1.1 401")
                .endsWith("\r\n\r\n");
    }

    @Test
    void noForeignOriginIsLetInByDefault() {
        String answer = RawHttp.exchange(server.http.port(), HEALTH + "Origin: https://evil.example\r\n" + END);
        assertThat(answer).doesNotContainIgnoringCase("Access-Control");
    }

    private static void assertBadRequest(String answer) {
        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .contains("\r\nContent-Type: application/json")
                .contains("\r\nX-Request-Id: ")
                .contains("\"code\":\"BAD_REQUEST\"")
                .doesNotContain("X-Evil");
    }
}
