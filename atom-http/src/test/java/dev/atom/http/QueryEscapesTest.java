package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.http.route.Route;
import dev.atom.http.route.Routes;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryEscapesTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "limit=5", "a=%20", "a=%E2%82%AC", "%41=%00", "a=%25zz", "a+b", "%7e"})
    void takesWhatStandsForText(String query) {
        assertThat(QueryEscapes.areWellFormed(query)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=%zz",
                "a=%",
                "a=%4",
                "a=%%41",
                "a=% 1",
                "%g0=b",
                "a=%-1",
                "a=%+1",
                "a=%\uff11\uff11",
                "a=%E2%82",
                "a=%ff",
                "a=%C0%AF",
                "a=%ED%A0%80",
                "a=%F4%90%80%80"
            })
    void takesNothingElse(String query) {
        assertThat(QueryEscapes.areWellFormed(query)).isFalse();
    }

    /** A list once answered 200 to {@code ?limit=%zz}, as if there were no limit. */
    @Test
    void everyRouteAnswers400ToAQueryThatIsNone() {
        try (TestServer server = new TestServer()) {
            for (Route route : Routes.of(server.atom)) {
                for (String query : new String[] {"limit=%zz", "x=%ff"}) {
                    String path = route.path()
                            .replaceAll("[{<][a-z_]+[}>]", UUID.randomUUID().toString());
                    String answer = RawHttp.exchange(
                            server.http.port(),
                            route.method() + " " + path + "?" + query + " HTTP/1.1\r\nHost: x\r\nX-API-Key: "
                                    + server.a.key() + "\r\nConnection: close\r\n\r\n");
                    assertThat(answer)
                            .as("%s %s?%s", route.method(), path, query)
                            .startsWith("HTTP/1.1 400")
                            .contains("not well-formed percent-encoding", "X-Request-Id: ");
                }
            }
            assertThat(server.get(server.a.key(), "/api/v1/vault/keys?limit=%35")
                            .status())
                    .isEqualTo(200);
        }
    }
}
