package dev.atom.benchmarks;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs every benchmark of a pattern for a moment in this JVM: that they work, never how fast. */
public final class Smoke {
    private final ChainedOptionsBuilder options = new OptionsBuilder()
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(20))
            .shouldFailOnError(true);

    private Smoke(String pattern) {
        options.include(pattern);
    }

    /** Of benchmarks whose full name matches. */
    public static Smoke of(String pattern) {
        return new Smoke(pattern);
    }

    /** With one value of a parameter. */
    public Smoke with(String parameter, Object value) {
        options.param(parameter, value.toString());
        return this;
    }

    /** What came out; fails when one benchmark did. */
    public Collection<RunResult> run() {
        try {
            return new Runner(options.build()).run();
        } catch (RunnerException failed) {
            throw new IllegalStateException("a benchmark failed", failed);
        }
    }

    /** The names of the benchmarks' methods. */
    public List<String> labels() {
        return run().stream()
                .map(result -> result.getPrimaryResult().getLabel())
                .toList();
    }
}
