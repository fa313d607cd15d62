package dev.atom.benchmarks.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GreedyClientPictureTest {
    @Test
    void theDocumentShowsWhatTheEngineDoesToday() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "rate-limits.svg")))
                .as("docs/rate-limits.svg: run benchmarks/limits-picture")
                .isEqualTo(GreedyClientPicture.svg());
    }

    @Test
    void noPolicyPassesItsBound() {
        assertThat(GreedyClientPicture.svg())
                .contains("worst minute: 60</text>", "bound: 60</text>")
                .contains("worst minute: 119</text>", "bound: 119</text>");
    }
}
