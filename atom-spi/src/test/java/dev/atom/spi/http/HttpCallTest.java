package dev.atom.spi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallTest {
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final URI TARGET = URI.create("https://llm.example/v1/models");

    @ParameterizedTest
    @ValueSource(strings = {"k\r\nX-Evil: 1", "k\n", "k\r", "k\u0000", "k\u007f", "k\u0001", "k\u0100", "ключ"})
    void refusesAHeaderValueThatCouldSmuggle(String value) {
        assertThatThrownBy(() -> HttpCall.get(TARGET, WAIT).with("Authorization", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Authorization")
                .hasMessageNotContaining("Evil");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "X Y", "X:", "X\r\nY", "X\u0000", "Ключ", "X(Y)"})
    void refusesAHeaderNameThatIsNoToken(String name) {
        assertThatThrownBy(() -> new HttpCall.Header(name, "v")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "CONNECTION", "Upgrade", "Expect", "TE"})
    void leavesTheFramingOfTheMessageToTheTransport(String name) {
        assertThatThrownBy(() -> new HttpCall.Header(name, "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1", "mailto:a@b.example", "ftp://h/x", "file:///x", "https:///x", "//h/x"})
    void refusesATargetThatIsNotHttp(String uri) {
        assertThatThrownBy(() -> HttpCall.get(URI.create(uri), WAIT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAKeyInTheUserInfoAndDoesNotRepeatIt() {
        assertThatThrownBy(() -> HttpCall.get(URI.create("https://sk-canary@llm.example/"), WAIT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void refusesABadMethodAndNoTimeToWait() {
        assertThatThrownBy(() -> new HttpCall("GET /\r\n", TARGET, List.of(), new byte[0], WAIT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpCall.get(TARGET, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpCall.get(TARGET, WAIT.negated())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printsNeitherHeadersNorBody() {
        HttpCall call = HttpCall.get(TARGET, WAIT).with("Authorization", "Bearer sk-canary");
        assertThat(call).hasToString("GET https://llm.example/v1/models");
        assertThat(call.headers().toString()).doesNotContain("canary").contains("Authorization");
    }

    @Test
    void copiesItsHeaders() {
        List<HttpCall.Header> headers = new ArrayList<>();
        HttpCall call = new HttpCall("GET", TARGET, headers, new byte[0], WAIT);
        headers.add(new HttpCall.Header("A", "b"));
        assertThat(call.headers()).isEmpty();
        assertThat(call.with("A", "b").headers()).hasSize(1);
    }
}
