package dev.atom.benchmarks.gateway;

import java.time.Duration;

/**
 * What the load generator saw in a window.
 *
 * @param calls calls answered in full and right
 * @param errors calls that were not; a window with any is worthless
 * @param elapsed from the first call's start to the last one's end
 * @param latency of whole calls: from the moment the call was due to its last byte
 * @param firstFrame of streams: from the same moment to the first frame; zeros without streams
 * @param gap of streams: between one frame and the next; zeros without streams
 * @param firstError what the first error was; empty without errors
 */
record Outcome(
        long calls,
        long errors,
        Duration elapsed,
        Quantiles latency,
        Quantiles firstFrame,
        Quantiles gap,
        String firstError) {

    double callsPerSecond() {
        return calls * 1e9 / elapsed.toNanos();
    }

    /** One line; the error comes last because it may have spaces. */
    String line() {
        return String.join(
                " ",
                Long.toString(calls),
                Long.toString(errors),
                elapsed.toString(),
                latency.field(),
                firstFrame.field(),
                gap.field(),
                firstError.replace('\n', ' '));
    }

    /** What {@link #line} wrote. */
    static Outcome parse(String line) {
        var fields = line.split(" ", 7);
        return new Outcome(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Duration.parse(fields[2]),
                Quantiles.parse(fields[3]),
                Quantiles.parse(fields[4]),
                Quantiles.parse(fields[5]),
                fields[6]);
    }
}
