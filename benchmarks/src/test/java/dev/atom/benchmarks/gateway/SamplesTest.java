package dev.atom.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void theQuantilesAreExactOverAllRecorders() {
        var odd = new Samples();
        var even = new Samples();
        for (int i = 5_000; i >= 1; i--) {
            odd.add(2L * i - 1);
            even.add(2L * i);
        }

        assertThat(Samples.quantiles(List.of(odd, even)))
                .isEqualTo(new Quantiles(Duration.ofNanos(5_000), Duration.ofNanos(9_900)));
    }

    @Test
    void aSingleSampleIsEveryQuantile() {
        var one = new Samples();
        one.add(7);

        assertThat(Samples.quantiles(List.of(one))).isEqualTo(new Quantiles(Duration.ofNanos(7), Duration.ofNanos(7)));
    }

    @Test
    void nothingMeasuredHasNoQuantiles() {
        assertThat(Samples.quantiles(List.of(new Samples()))).isEqualTo(Quantiles.NONE);
    }
}
