package dev.atom.benchmarks.limits;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The library that is measured, and how often it decided wrongly: a trial in which it did fails. */
@State(Scope.Benchmark)
public abstract class LibraryUnderTest {
    /** Whose limiter; {@code none} only counts. */
    @Param({"none", "atom-bucket", "atom-window", "bucket4j", "resilience4j", "guava", "failsafe"})
    public String library = "";

    private final LongAdder mistakes = new LongAdder();

    private @Nullable Library limiters;

    /** Makes limiters. The library is loaded when it is first asked for, in whichever setup that is. */
    final Library limiters() {
        Library loaded = limiters;
        if (loaded == null) {
            loaded = Library.named(library);
            limiters = loaded;
        }
        return loaded;
    }

    /** Counts decisions that were not what they had to be. */
    final void decidedWrongly(long times) {
        mistakes.add(times);
    }

    /** Ends the library's threads, and fails if it was wrong. */
    @TearDown
    public void close() {
        limiters().close();
        if (mistakes.sum() != 0) {
            throw new IllegalStateException(library + " decided wrongly " + mistakes.sum() + " times");
        }
    }
}
