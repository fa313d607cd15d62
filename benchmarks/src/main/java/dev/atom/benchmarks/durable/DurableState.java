package dev.atom.benchmarks.durable;

import java.io.IOException;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a benchmark measures over a {@link DurableDatabase}, opened before it and closed after it. */
@State(Scope.Benchmark)
public abstract class DurableState<T extends AutoCloseable> {
    /** Where the database is, kept for the next benchmark; empty for a new one that is deleted at the end. */
    @Param("")
    public String directory = "";

    /** What is measured. */
    @SuppressWarnings("NullAway.Init") // JMH calls open first.
    public T subject;

    /** Opens it over a database in that directory; see {@link DurableDatabase#open}. */
    protected abstract T over(String directory) throws IOException;

    /** Opens it. */
    @Setup
    public void open() throws IOException {
        subject = over(directory);
    }

    /** Leaves no process behind. */
    @TearDown
    public void close() throws Exception {
        subject.close();
    }
}
