package dev.atom.benchmarks.limits;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Many keys, of which few are asked for often (Zipf's law). A key arrives as a string just made, as from a request, and what finds
 * its limiter is part of the decision: the library's users would keep limiters in a {@code ConcurrentHashMap}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class ManyKeysBenchmark {
    /** What is measured. */
    @State(Scope.Benchmark)
    public static class Many extends LibraryUnderTest {
        /** How many keys. */
        @Param("1000000")
        public int keys;

        @SuppressWarnings("NullAway.Init") // JMH calls draw first.
        private ZipfKeys drawn;

        @SuppressWarnings("NullAway.Init") // JMH calls draw first.
        private Library.Keyed limiter;

        /** Draws keys and asks for each once, so that all are known. */
        @Setup
        public void draw() {
            drawn = new ZipfKeys(keys);
            limiter = limiters().keyed(keys);
            for (int each = 0; each < keys; each++) {
                limiter.tryAcquire(drawn.key(each));
            }
        }
    }

    /** Where in the draw a thread is, and how often it was refused. */
    @State(Scope.Thread)
    public static class Place {
        private int next;
        private long refused;

        /** Begins anywhere. */
        @Setup
        public void begin() {
            next = System.identityHashCode(this);
        }

        /** Hands over the count. */
        @TearDown(Level.Iteration)
        public void check(Many many) {
            many.decidedWrongly(refused);
            refused = 0;
        }
    }

    /** One thread. */
    @Benchmark
    public boolean by1(Many many, Place place) {
        return decide(many, place);
    }

    /** Two threads; the time is that of a decision as its thread sees it. */
    @Benchmark
    @Threads(2)
    public boolean by2(Many many, Place place) {
        return decide(many, place);
    }

    private static boolean decide(Many many, Place place) {
        boolean allowed = many.limiter.tryAcquire(many.drawn.next(place.next++));
        place.refused += allowed ? 0 : 1;
        return allowed;
    }
}
