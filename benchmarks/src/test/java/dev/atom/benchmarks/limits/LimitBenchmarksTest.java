package dev.atom.benchmarks.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Every limiter decides as it must in every benchmark; never how fast. */
class LimitBenchmarksTest {
    @Test
    void everyLimiterDecidesAsItMust() throws Exception {
        var results = new Runner(new OptionsBuilder()
                        .include("dev.atom.benchmarks.limits.(HotKey|ManyKeys)Benchmark")
                        .param("keys", "1000")
                        .param("refused", "50")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(20))
                        .shouldFailOnError(true)
                        .build())
                .run();

        assertThat(results).hasSize(2 * 6 + 2 * 7);
    }
}
