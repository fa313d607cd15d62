package dev.atom.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class OriginTest {
    @Test
    void whatTheSenderChoseIsMadeHarmless() {
        assertThat(agent("curl/8\r\nX: y\u001b[2J\u2028z\ud800\0")).contains("curl/8X: y[2Jz");
        assertThat(agent("\ud83d\ude00".repeat(300)).orElseThrow().codePoints()).hasSize(Origin.MAX_AGENT);
        assertThat(agent("\r\n")).isEmpty();
        assertThat(agent("")).isEmpty();
    }

    @Test
    void anAddressIsCutToo() {
        assertThat(new Origin(Optional.empty(), Optional.of("1".repeat(500)), Optional.empty())
                        .ip()
                        .orElseThrow())
                .hasSize(Origin.MAX_IP);
    }

    private static Optional<String> agent(String text) {
        return new Origin(Optional.empty(), Optional.empty(), Optional.of(text)).userAgent();
    }
}
