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
 * Whatever threads do to token buckets, they could have done it one after the other: decisions, refunds and the passing of time,
 * through which cells change hands.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "units", gen = IntGen.class, conf = "1:3")
public class BucketLinearizabilityTest {
    private static final TokenBucket POLICY = TokenBucket.of("bucket", 1_000, Duration.ofSeconds(1), 4);

    private final ManualNanos clock = new ManualNanos(0);
    private final BucketTable table = new BucketTable(4, new LimitClock(clock, false), new Turnstiles());

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
        clock.advance(Duration.ofMillis(units));
    }

    @Test
    void holdsInEveryInterleavingTried() {
        modelChecking().check(BucketLinearizabilityTest.class);
    }

    @Test
    void holdsOnRealProcessors() {
        stress().check(BucketLinearizabilityTest.class);
    }
}
