package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.body.BodyPace;
import dev.atom.http.body.BodyRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bodies that do not end, from nobody in particular. */
class SlowBodiesTest {
    private static final String LOG_IN = "/api/v1/auth/login";
    private static final int MORE_THAN_THREADS = 300;

    @Test
    void threeHundredBodiesThatDoNotComeLeaveTheServerToTheOthers() {
        List<OpenBody> slow = new ArrayList<>();
        try (TestServer server = new TestServer()) {
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                slow.add(new OpenBody(server.http.port(), LOG_IN, "", 1000).send("{"));
            }
            assertThat(server.get("", "/api/v1/health").status()).isEqualTo(200);
            assertThat(server.send("", "POST", LOG_IN, "{}").status()).isEqualTo(422);
            assertThat(slow.get(0).send("}").finish().answer()).startsWith("HTTP/1.1 422");
            assertThat(slow.get(MORE_THAN_THREADS - 1).send("}").finish().answer())
                    .startsWith("HTTP/1.1 422");
        } finally {
            slow.forEach(OpenBody::close);
        }
    }

    @Test
    void aBodyThatStopsIsAnsweredWhenItsTimeIsOver() {
        HttpSettings impatient = HttpSettings.defaults()
                .withBodies(new BodyRules(new BodyPace(Duration.ofMillis(200), 64 * 1024), 1 << 20, 1 << 20));
        try (TestServer server = new TestServer(impatient)) {
            try (OpenBody open = new OpenBody(server.http.port(), LOG_IN, "", 1000).send("{")) {
                assertThat(open.answer())
                        .startsWith("HTTP/1.1 408")
                        .contains("\"code\":\"REQUEST_TIMEOUT\"", "65536 bytes a second");
            }
            String key = "X-API-Key: " + server.a.key() + "\r\n";
            try (OpenBody open = new OpenBody(server.http.port(), "/api/v1/workspaces", key, 1000)) {
                assertThat(open.answer()).startsWith("HTTP/1.1 408");
            }
            try (OpenBody chunked =
                    new OpenBody(server.http.port(), LOG_IN, "Transfer-Encoding: chunked\r\nX-Ignored-", 0)) {
                assertThat(chunked.send("5\r\n{").answer()).startsWith("HTTP/1.1 408");
            }
            // Head and body in one piece: a body that came a little later would be too late here.
            String whole =
                    "POST " + LOG_IN + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 2\r\n\r\n{}";
            assertThat(RawHttp.exchange(server.http.port(), whole)).startsWith("HTTP/1.1 422");
        }
    }

    @Test
    void whoIsNotLetInHearsThatAndNotHowItsBodyFared() {
        HttpSettings impatient = HttpSettings.defaults()
                .withBodies(new BodyRules(new BodyPace(Duration.ofMillis(200), 64 * 1024), 1 << 20, 1 << 20));
        try (TestServer server = new TestServer(impatient);
                OpenBody open = new OpenBody(server.http.port(), "/api/v1/workspaces", "", 1000).send("{")) {
            assertThat(open.answer()).startsWith("HTTP/1.1 401").contains("UNAUTHORIZED");
        }
    }

    @Test
    void anAddressHoldsNoMoreMemoryThanItsPartAndGetsItBack() {
        int limit = 4096;
        HttpSettings defaults = HttpSettings.defaults();
        HttpSettings small = defaults.withBodyLimits(limit, defaults.relayBodyLimit())
                .withBodies(new BodyRules(BodyPace.USUAL, limit, defaults.relayBodyLimit()));
        try (TestServer server = new TestServer(small)) {
            try (OpenBody open = new OpenBody(server.http.port(), LOG_IN, "", limit).send(" ".repeat(limit - 1))) {
                server.awaitBodyBytes(limit);
                String refused = untilAnsweredWith(429, server.http.port(), limit);
                assertThat(refused).contains("RATE_LIMITED", "\r\nRetry-After: 1\r\n", "4096");
                assertThat(open.finish().answer()).startsWith("HTTP/1.1 4").doesNotStartWith("HTTP/1.1 429");
            }
            untilAnsweredWith(400, server.http.port(), limit);
        }
    }

    private static String untilAnsweredWith(int status, int port, int length) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try (OpenBody open = new OpenBody(port, LOG_IN, "", length).finish()) {
                String answer = open.answer();
                if (answer.startsWith("HTTP/1.1 " + status)) {
                    return answer;
                }
                assertThat(System.nanoTime()).as(answer).isLessThan(end);
            }
        }
    }
}
