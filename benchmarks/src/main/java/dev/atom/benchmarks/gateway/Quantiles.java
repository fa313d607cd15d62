package dev.atom.benchmarks.gateway;

import java.time.Duration;

/**
 * The two figures reported of a set of times.
 *
 * @param p50 half of them were no longer
 * @param p99 99 of 100 were no longer
 */
record Quantiles(Duration p50, Duration p99) {
    /** Of nothing measured. */
    static final Quantiles NONE = new Quantiles(Duration.ZERO, Duration.ZERO);

    String field() {
        return p50 + "/" + p99;
    }

    static Quantiles parse(String field) {
        var halves = field.split("/", 2);
        return new Quantiles(Duration.parse(halves[0]), Duration.parse(halves[1]));
    }
}
