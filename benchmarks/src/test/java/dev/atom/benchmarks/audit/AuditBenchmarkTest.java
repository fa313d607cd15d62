package dev.atom.benchmarks.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.benchmarks.Smoke;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every benchmark runs, against a real database; never how fast. */
class AuditBenchmarkTest {
    @TempDir
    Path directory;

    @Test
    void everyBenchmarkRuns() {
        assertThat(Smoke.of(AuditBenchmark.class.getName())
                        .with("directory", directory)
                        .with("tenants", 100)
                        .labels())
                .containsExactlyInAnyOrder("record", "recordAll");
    }
}
