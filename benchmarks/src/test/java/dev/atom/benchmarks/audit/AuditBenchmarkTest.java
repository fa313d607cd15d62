package dev.atom.benchmarks.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Every benchmark runs, against a real database; never how fast. */
class AuditBenchmarkTest {
    @TempDir
    Path directory;

    @Test
    void everyBenchmarkRuns() throws Exception {
        var results = new Runner(new OptionsBuilder()
                        .include(AuditBenchmark.class.getName())
                        .param("directory", directory.toString())
                        .param("tenants", "100")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(50))
                        .shouldFailOnError(true)
                        .build())
                .run();

        assertThat(results)
                .extracting(result -> result.getPrimaryResult().getLabel())
                .containsExactlyInAnyOrder("record", "recordAll");
    }
}
