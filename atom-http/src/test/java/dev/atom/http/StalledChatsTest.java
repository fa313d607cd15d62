package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.TestServer.Member;
import dev.atom.http.body.BodyPace;
import dev.atom.http.body.BodyRules;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Chat requests that are begun and not finished. */
class StalledChatsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String START = "{\"model\":\"fake/m1\",\"messages\":[{}]}";
    private static final int LIMIT = 4096;
    private static final int MIB = 1 << 20;

    @Test
    void aBodyThatIsTooLargeIsReadOnSoThatItsSenderReadsWhy() {
        HttpSettings small = HttpSettings.defaults().withBodyLimits(MIB, MIB);
        String head = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nX-API-Key: ";
        String large = " ".repeat(7 * MIB);
        try (TestServer server = new TestServer(small)) {
            for (String path : new String[] {CHAT, "/api/v1/workspaces"}) {
                String start = "POST " + path + head + server.a.key() + "\r\n";
                assertThat(RawHttp.exchange(
                                server.http.port(), start + "Content-Length: " + large.length() + "\r\n\r\n" + large))
                        .startsWith("HTTP/1.1 413");
                assertThat(RawHttp.exchange(
                                server.http.port(),
                                start + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(large.length())
                                        + "\r\n" + large + "\r\n0\r\n\r\n"))
                        .startsWith("HTTP/1.1 413");
            }
        }
    }

    @Test
    void oneTenantsStalledBodiesTakeItsOwnPartAndNothingOfAnothers() {
        try (TestServer server = server(BodyPace.USUAL)) {
            try (OpenBody stalled = stalled(server, server.a)) {
                server.awaitBodyBytes(LIMIT);
                assertThat(untilAnsweredWith(429, server, server.a))
                        .contains("\"type\":\"rate_limit_error\"", "\"param\":null", "\r\nRetry-After: 1\r\n");
                for (int i = 0; i < 5; i++) {
                    // An answer is read a moment before its request gives its memory back.
                    assertThat(untilAnsweredWith(424, server, server.b)).contains("provider_key_missing");
                }
                assertThat(stalled.finish().answer()).startsWith("HTTP/1.1 424");
            }
            untilAnsweredWith(424, server, server.a);
        }
    }

    @Test
    void whenAllMemoryIsTakenOthersAreToldToComeAgain() {
        try (TestServer server = server(BodyPace.USUAL);
                OpenBody one = stalled(server, server.a);
                OpenBody two = stalled(server, server.b);
                OpenBody three = stalled(server, server.member());
                OpenBody four = stalled(server, server.member())) {
            server.awaitBodyBytes(4 * LIMIT);
            Member fifth = server.member();
            assertThat(untilAnsweredWith(503, server, fifth)).contains("\"unavailable\"", "\r\nRetry-After: 1\r\n");
            one.leave();
            assertThat(untilAnsweredWith(424, server, fifth)).contains("provider_key_missing");
            assertThat(two.finish().answer()).startsWith("HTTP/1.1 424");
            assertThat(three.finish().answer()).startsWith("HTTP/1.1 424");
            assertThat(four.finish().answer()).startsWith("HTTP/1.1 424");
        }
    }

    @Test
    void aStalledBodyEndsWhenItsTimeIsOverAndFreesItsMemory() {
        try (TestServer server = server(new BodyPace(Duration.ofMillis(300), 64 * 1024))) {
            for (int round = 0; round < 3; round++) {
                try (OpenBody stalled = stalled(server, server.a)) {
                    assertThat(stalled.answer())
                            .startsWith("HTTP/1.1 408")
                            .contains("\"code\":\"request_timeout\"", "invalid_request_error");
                }
                untilAnsweredWith(424, server, server.a);
                awaitNoBodyInMemory(server);
            }
        }
    }

    /** Room for four bodies in all, and for one of each tenant. */
    private static TestServer server(BodyPace pace) {
        HttpSettings defaults = HttpSettings.defaults();
        return new TestServer(
                defaults.withBodyLimits(defaults.bodyLimit(), LIMIT).withBodies(new BodyRules(pace, MIB, 4 * LIMIT)));
    }

    /** All of a body but its last byte. */
    private static OpenBody stalled(TestServer server, Member member) {
        return open(server, member).send(START + " ".repeat(LIMIT - START.length() - 1));
    }

    private static OpenBody open(TestServer server, Member member) {
        return new OpenBody(server.http.port(), CHAT, "X-API-Key: " + member.key() + "\r\n", LIMIT);
    }

    private static String whole(TestServer server, Member member) {
        try (OpenBody open = open(server, member).send(START).finish()) {
            return open.answer();
        }
    }

    /** An answer can be read before the request that it ends is over. */
    private static void awaitNoBodyInMemory(TestServer server) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (server.http.bodyBytes() > 0) {
            assertThat(System.nanoTime()).as("time to let go of the body").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static String untilAnsweredWith(int status, TestServer server, Member member) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            String answer = whole(server, member);
            if (answer.startsWith("HTTP/1.1 " + status)) {
                return answer;
            }
            assertThat(System.nanoTime()).as(answer).isLessThan(end);
        }
    }
}
