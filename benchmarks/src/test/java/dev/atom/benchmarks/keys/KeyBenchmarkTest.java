package dev.atom.benchmarks.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.benchmarks.Smoke;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every benchmark runs, against a real database; never how fast. */
class KeyBenchmarkTest {
    @TempDir
    Path directory;

    @Test
    void everyBenchmarkRuns() {
        assertThat(Smoke.of(KeyBenchmark.class.getName())
                        .with("directory", directory)
                        .labels())
                .containsExactlyInAnyOrder("digest", "verifyWarm", "verifyWarmBy2", "verifyCold");
    }
}
