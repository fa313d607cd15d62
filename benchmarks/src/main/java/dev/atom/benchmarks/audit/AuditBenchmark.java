package dev.atom.benchmarks.audit;

import dev.atom.benchmarks.durable.DurableState;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows a second into the audit log, each transaction on disk before the next of its tenant may begin: with one tenant the disk's
 * commits are the limit, with a hundred they are shared.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Threads(8)
public class AuditBenchmark {
    private static final int BATCH = 32;

    /** A log. */
    public static class Log extends DurableState<AuditUnderTest> {
        /** Among how many tenants the rows are spread. */
        @Param({"1", "100"})
        public int tenants = 1;

        @Override
        protected AuditUnderTest over(String directory) throws IOException {
            return new AuditUnderTest(directory, tenants);
        }
    }

    /** Eight threads, a row in each transaction, as changes are. */
    @Benchmark
    public int record(Log state) {
        return state.subject.record(1);
    }

    /** Eight threads, 32 rows in each transaction, as uses of keys are under load; counts rows. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int recordAll(Log state) {
        return state.subject.record(BATCH);
    }
}
