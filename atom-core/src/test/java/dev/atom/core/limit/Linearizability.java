package dev.atom.core.limit;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/** How Lincheck searches, and among which keys. */
final class Linearizability {
    /** A cell's sub-windows are walked through, which is no endless loop. */
    private static final int LONGEST_LOOP = 1_000;

    private Linearizability() {}

    static ModelCheckingOptions modelChecking() {
        return new ModelCheckingOptions()
                .iterations(6)
                .invocationsPerIteration(200)
                .loopBound(LONGEST_LOOP)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1);
    }

    /** Of a whole engine, whose making takes longer than its use. */
    static ModelCheckingOptions modelCheckingOfAnEngine() {
        return modelChecking().iterations(3).invocationsPerIteration(80);
    }

    /** Of a whole engine. */
    static StressOptions stressOfAnEngine() {
        return stress().iterations(3).invocationsPerIteration(500);
    }

    static StressOptions stress() {
        return new StressOptions()
                .iterations(5)
                .invocationsPerIteration(1_000)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1);
    }

    /** Keys that all point to the same place. */
    static long hash(int key) {
        return (5L << 60) | key;
    }
}
