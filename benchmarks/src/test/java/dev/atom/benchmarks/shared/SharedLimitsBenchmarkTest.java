package dev.atom.benchmarks.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every contender runs against a real Redis and keeps to its limit; never how fast. */
class SharedLimitsBenchmarkTest {
    @Test
    void everyContenderRunsAndKeepsToItsLimit() {
        var report = new ByteArrayOutputStream();
        SharedLimitsBenchmark.run(
                List.of(4), Duration.ofMillis(20), Duration.ofMillis(50), new PrintStream(report, true, UTF_8));
        for (var kind : Contender.Kind.values()) {
            assertThat(report.toString(UTF_8)).contains("| 4 | " + kind.label() + " |");
        }
    }

    @Test
    void timesAreNamedByTheirBucket() {
        var times = new Times();
        for (int nanos = 1; nanos <= 1_000; nanos++) {
            times.add(nanos);
        }
        assertThat(times.quantile(0.5)).isBetween(500L, 508L);
        assertThat(times.quantile(0.99)).isBetween(990L, 1_000L);
        assertThat(times.count()).isEqualTo(1_000);
        assertThat(times.most()).isEqualTo(1_000);
    }
}
