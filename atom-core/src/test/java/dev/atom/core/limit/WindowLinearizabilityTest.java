package dev.atom.core.limit;

import static dev.atom.core.limit.Linearizability.hash;
import static dev.atom.core.limit.Linearizability.modelChecking;
import static dev.atom.core.limit.Linearizability.stress;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads do to sliding windows, they could have done it one after the other: decisions, refunds and the passing of
 * time, through which cells change hands.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "units", gen = IntGen.class, conf = "1:3")
public class WindowLinearizabilityTest {
    /** A sub-window is a millisecond. */
    private static final SlidingWindow POLICY = SlidingWindow.of("window", 4, Duration.ofMillis(60));

    private final ManualNanos clock = new ManualNanos(0);
    private final WindowTable table = new WindowTable(4, new LimitClock(clock, false), new Turnstiles());

    @Operation
    public boolean acquire(@Param(name = "key") int key, @Param(name = "units") int units) {
        return Taken.is(table.take(hash(key), units, POLICY));
    }

    @Operation
    public void refund(@Param(name = "key") int key, @Param(name = "units") int units) {
        table.refund(hash(key), units, POLICY);
    }

    @Operation
    public void pass(@Param(name = "units") int units) {
        clock.advance(Duration.ofMillis(units * 21L));
    }

    @Test
    void holdsInEveryInterleavingTried() {
        modelChecking().check(WindowLinearizabilityTest.class);
    }

    @Test
    void holdsOnRealProcessors() {
        stress().check(WindowLinearizabilityTest.class);
    }
}
