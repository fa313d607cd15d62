package dev.atom.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.benchmarks.Smoke;
import org.junit.jupiter.api.Test;

/** Every limiter decides as it must in every benchmark; never how fast. */
class LimitBenchmarksTest {
    @Test
    void everyLimiterDecidesAsItMust() {
        var results = Smoke.of("dev.atom.benchmarks.limits.(HotKey|ManyKeys)Benchmark")
                .with("keys", 1000)
                .with("refused", 50)
                .run();

        assertThat(results).hasSize(2 * 7 + 2 * 7);
    }
}
