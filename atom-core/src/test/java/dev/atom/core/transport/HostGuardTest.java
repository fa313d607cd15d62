package dev.atom.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.http.HttpCall;
import dev.atom.spi.http.HttpHead;
import dev.atom.spi.http.HttpReplyListener;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostGuardTest {
    private final List<URI> passed = new ArrayList<>();
    private final HostGuard guard = new HostGuard(
            "openai", Set.of("api.openai.com", "eu.example:8443", "http://127.0.0.1:8089"), (call, listener) -> {
                passed.add(call.uri());
                return () -> {};
            });

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.openai.com/v1/models",
                "https://API.openai.COM:443/v1",
                "https://eu.example:8443/",
                "http://127.0.0.1:8089/v1"
            })
    void letsADeclaredHostThrough(String uri) {
        send(uri);
        assertThat(passed).containsExactly(URI.create(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.openai.com/v1",
                "http://api.openai.com:443/v1",
                "https://api.openai.com:8443/",
                "https://api.openai.com./",
                "https://api.openai.com.evil.example/",
                "https://evil.example/?api.openai.com",
                "https://eu.example/",
                "https://127.0.0.1:8089/",
                "http://127.0.0.1/",
                "http://localhost:8089/",
                "http://169.254.169.254/latest/meta-data"
            })
    void refusesEveryOtherBeforeTheTransportSeesIt(String uri) {
        assertThatThrownBy(() -> send(uri))
                .isInstanceOfSatisfying(
                        AtomException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_ERROR))
                .hasMessageContaining("openai may not send to");
        assertThat(passed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "host/path", "user@host", "ftp://host", "host:port", "host name", "host:443/"})
    void refusesAnEntryThatIsNotAHost(String entry) {
        assertThatThrownBy(() -> new HostGuard("p", Set.of(entry), (call, listener) -> () -> {}))
                .isInstanceOfSatisfying(
                        AtomException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION_ERROR));
    }

    @Test
    void refusesEverythingWhenNothingIsDeclared() {
        HostGuard none = new HostGuard("p", Set.of(), (call, listener) -> () -> {});
        assertThatThrownBy(() -> none.send(call("https://api.openai.com/"), new Nothing()))
                .isInstanceOf(AtomException.class);
    }

    private void send(String uri) {
        guard.send(call(uri), new Nothing());
    }

    private static HttpCall call(String uri) {
        return HttpCall.get(URI.create(uri), Duration.ofSeconds(1));
    }

    private static final class Nothing implements HttpReplyListener {
        @Override
        public void onHead(HttpHead head) {}

        @Override
        public void onBody(ByteBuffer bytes, Runnable more) {}

        @Override
        public void onEnd() {}

        @Override
        public void onFailure(IOException failure) {}
    }
}
