package dev.atom.benchmarks.vault;

import dev.atom.benchmarks.durable.DurableState;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The vault over a real PostgreSQL with durable commits. Every use commits its audit row before the key is handed out, so a use
 * alone takes as long as the disk takes to say so; uses of one tenant at the same time share commits.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class VaultBenchmark {
    /** Data keys stay in memory, as in production. */
    public static class Warm extends DurableState<VaultUnderTest> {
        @Override
        protected VaultUnderTest over(String directory) throws IOException {
            return new VaultUnderTest(directory);
        }
    }

    /** Each use is the first one of a vault just opened: no data key in memory, no thread started. */
    public static class Cold extends Warm {
        /** Forgets every data key. */
        @Setup(Level.Invocation)
        public void reopen() {
            subject.reopen();
        }
    }

    /** One use after the other. */
    @Benchmark
    public int useWarm(Warm state) {
        return state.subject.use();
    }

    /** One use after the other, each unwrapping the data key first. */
    @Benchmark
    public int useCold(Cold state) {
        return state.subject.use();
    }

    /** 32 threads of one tenant; the time is that of a use as its thread sees it. */
    @Benchmark
    @Threads(32)
    public int useWarmBy32(Warm state) {
        return state.subject.use();
    }

    /** One put after the other, each a next version that erases the former value. */
    @Benchmark
    public int put(Warm state) {
        return state.subject.put();
    }
}
