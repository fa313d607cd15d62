package dev.atom.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atom.spi.AtomException;
import dev.atom.spi.BaseUrl;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Settings;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://llm.example/v1",
                "https://llm.example:8443/v1",
                "http://127.0.0.1:8089/v1",
                "http://localhost:11434",
                "http://[::1]:8000/v1"
            })
    void acceptsHttpsAndPlainHttpOnLoopback(String url) {
        assertThat(read(Map.of("base_url", url))).isEqualTo(URI.create(url));
        assertThat(read(Map.of("base_url", url + "/"))).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llm.example/v1",
                "/v1",
                "ftp://llm.example/v1",
                "file:///etc/passwd",
                "https:///v1",
                "https://",
                "https://user:password@llm.example/v1",
                "https://llm.example/v1?key=1",
                "https://llm.example/v1#x",
                "https://llm.example/../v1",
                "https://llm.example:0/v1",
                "https://llm.example:99999/v1",
                "https://llm example/v1",
                "http://llm.example/v1",
                "http://10.0.0.1/v1",
                "http://127.0.0.1.evil.example/v1",
                "http://localhost.evil.example/v1"
            })
    void refusesWhatCouldLeadAKeyAstray(String url) {
        assertThatThrownBy(() -> read(Map.of("base_url", url)))
                .isInstanceOfSatisfying(AtomException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.VALIDATION_ERROR))
                .hasMessageContaining("test.base_url")
                .hasMessageNotContaining("password");
    }

    @Test
    void sendsPlainHttpElsewhereOnlyWhenToldTo() {
        String url = "http://llm.internal:8000/v1";
        assertThat(read(Map.of("base_url", url, "allow_http", "true"))).isEqualTo(URI.create(url));
        assertThatThrownBy(() -> read(Map.of("base_url", url, "allow_http", "yes")))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("allow_http");
    }

    @Test
    void requiresOneForAnEndpointNobodyKnows() {
        assertThatThrownBy(() -> new CompatibleFactory().hosts(Settings.of("test", Map.of())))
                .isInstanceOf(AtomException.class)
                .hasMessageContaining("test.base_url");
    }

    @Test
    void doesNotMixARegionWithABaseUrl() {
        Settings both = Settings.of("test", Map.of("base_url", "https://x.example/v1", "region", "china"));
        assertThatThrownBy(() -> new MiniMaxFactory().hosts(both)).isInstanceOf(AtomException.class);
        Settings nowhere = Settings.of("test", Map.of("region", "moon"));
        assertThatThrownBy(() -> new MiniMaxFactory().hosts(nowhere)).isInstanceOf(AtomException.class);
    }

    private static URI read(Map<String, String> values) {
        return BaseUrl.read(Settings.of("test", values)).orElseThrow();
    }
}
