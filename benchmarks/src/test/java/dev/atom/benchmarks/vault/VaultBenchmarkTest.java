package dev.atom.benchmarks.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.benchmarks.Smoke;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every benchmark runs, against a real database; never how fast. */
class VaultBenchmarkTest {
    @TempDir
    Path directory;

    @Test
    void everyBenchmarkRuns() {
        assertThat(Smoke.of(VaultBenchmark.class.getName())
                        .with("directory", directory)
                        .labels())
                .containsExactlyInAnyOrder("useWarm", "useCold", "useWarmBy32", "put");
    }
}
