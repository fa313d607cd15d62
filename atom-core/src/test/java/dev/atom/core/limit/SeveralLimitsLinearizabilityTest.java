package dev.atom.core.limit;

import static dev.atom.core.limit.Linearizability.modelCheckingOfAnEngine;
import static dev.atom.core.limit.Linearizability.stressOfAnEngine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * A decision over several limits takes from all or gives back what it took. Meanwhile others may find too much spent, so not
 * every refusal could have been made one after the other; but whatever the interleaving, in the end each limit has spent what
 * was admitted, neither more nor less, and never more than it has.
 */
@Param(name = "units", gen = IntGen.class, conf = "1:3")
public class SeveralLimitsLinearizabilityTest {
    private static final int MOST = 4;
    private static final LimitKey KEY = LimitKey.platform("test", "one");
    private static final Limit WINDOW = Limit.of(KEY, SlidingWindow.of("window", MOST, Duration.ofHours(1)));
    private static final Limit BUCKET = Limit.of(KEY, TokenBucket.of("bucket", MOST, Duration.ofDays(30), MOST));

    private final LocalRateLimiter limiter =
            LocalRateLimiter.builder().keys(1).clock(new ManualNanos(0)).build();
    private final AtomicInteger ofWindow = new AtomicInteger();
    private final AtomicInteger ofBucket = new AtomicInteger();

    @Operation
    public void acquireBoth(@Param(name = "units") int units) {
        if (isAllowed(LimitRequest.of(WINDOW, units).and(BUCKET, units))) {
            ofWindow.addAndGet(units);
            ofBucket.addAndGet(units);
        }
    }

    @Operation
    public void acquireBothTheOtherWayRound(@Param(name = "units") int units) {
        if (isAllowed(LimitRequest.of(BUCKET, units).and(WINDOW, 1))) {
            ofBucket.addAndGet(units);
            ofWindow.incrementAndGet();
        }
    }

    @Operation
    public void acquireFromTheWindow(@Param(name = "units") int units) {
        if (isAllowed(LimitRequest.of(WINDOW, units))) {
            ofWindow.addAndGet(units);
        }
    }

    @Operation
    public void acquireFromTheBucket(@Param(name = "units") int units) {
        if (isAllowed(LimitRequest.of(BUCKET, units))) {
            ofBucket.addAndGet(units);
        }
    }

    private boolean isAllowed(LimitRequest request) {
        return limiter.acquire(request) instanceof Decision.Allowed;
    }

    @Validate
    public void whatWasAdmittedIsSpentAndNothingElse() {
        require(WINDOW, ofWindow.get());
        require(BUCKET, ofBucket.get());
    }

    private void require(Limit limit, int admitted) {
        long remaining = limiter.peek(LimitRequest.of(limit)).states().get(0).remaining();
        if (remaining != MOST - admitted) {
            throw new IllegalStateException(limit.policy().name() + " admitted " + admitted + " of " + MOST
                    + " and has " + remaining + " left");
        }
    }

    @Test
    void holdsInEveryInterleavingTried() {
        modelCheckingOfAnEngine().check(SeveralLimitsLinearizabilityTest.class);
    }

    @Test
    void holdsOnRealProcessors() {
        stressOfAnEngine().check(SeveralLimitsLinearizabilityTest.class);
    }
}
