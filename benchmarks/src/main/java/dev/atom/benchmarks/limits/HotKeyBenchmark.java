package dev.atom.benchmarks.limits;

import java.util.SplittableRandom;
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
 * One key that everybody asks for. The share of refusals is made by asking, in random order, an exhausted limiter that often and an
 * ample one otherwise, so that it is the same for slow and fast ones and what must be admitted is known.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HotKeyBenchmark {
    /** What is measured. */
    @State(Scope.Benchmark)
    public static class Hot extends LibraryUnderTest {
        /** Of a hundred calls, how many must be refused. */
        @Param({"0", "50", "99"})
        public int refused;

        @SuppressWarnings("NullAway.Init") // JMH calls renew first.
        private Library.Single ample;

        @SuppressWarnings("NullAway.Init") // JMH calls renew first.
        private Library.Single exhausted;

        /** Begins with limiters nobody has asked. */
        @Setup(Level.Iteration)
        public void renew() {
            ample = limiters().ample();
            exhausted = limiters().exhausted();
        }
    }

    /** In which order a thread asks, and what it was answered. */
    @State(Scope.Thread)
    public static class Turns {
        private final boolean[] refusals = new boolean[1 << 12];
        private int next;
        private long due;
        private long admitted;

        /** Draws the order. */
        @Setup(Level.Iteration)
        public void draw(Hot hot) {
            SplittableRandom random = new SplittableRandom(11);
            for (int each = 0; each < refusals.length; each++) {
                refusals[each] = random.nextInt(100) < hot.refused;
            }
            due = 0;
            admitted = 0;
        }

        /** Compares. */
        @TearDown(Level.Iteration)
        public void check(Hot hot) {
            hot.decidedWrongly(Math.abs(due - admitted));
        }
    }

    /** One thread. */
    @Benchmark
    public boolean by1(Hot hot, Turns turns) {
        return decide(hot, turns);
    }

    /** Two threads; the time is that of a decision as its thread sees it. */
    @Benchmark
    @Threads(2)
    public boolean by2(Hot hot, Turns turns) {
        return decide(hot, turns);
    }

    private static boolean decide(Hot hot, Turns turns) {
        boolean refusal = turns.refusals[turns.next++ & (turns.refusals.length - 1)];
        boolean allowed = refusal ? hot.exhausted.tryAcquire() : hot.ample.tryAcquire();
        turns.due += refusal ? 0 : 1;
        turns.admitted += allowed ? 1 : 0;
        return allowed;
    }
}
