package dev.atom.core.limit;

import static dev.atom.core.limit.Linearizability.modelCheckingOfAnEngine;
import static dev.atom.core.limit.Linearizability.stressOfAnEngine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads reserve, settle and cancel at the engine in memory, they could have done it one after the other. Each ends
 * what it reserved itself.
 */
@Param(name = "client", gen = ThreadIdGen.class)
@Param(name = "units", gen = IntGen.class, conf = "1:3")
public class ReservationLinearizabilityTest {
    private static final int CLIENTS = 4;
    private static final LimitKey KEY = LimitKey.platform("test", "one");
    private static final Limit PLACES = Limit.of(KEY, Concurrency.of("places", 4, Duration.ofMillis(60)));
    private static final Limit TOKENS = Limit.of(KEY, SlidingWindow.of("tokens", 4, Duration.ofMillis(60)));

    private final ManualNanos clock = new ManualNanos(0);
    private final LocalRateLimiter limiter =
            LocalRateLimiter.builder().keys(1).clock(clock).build();
    private final List<Deque<Reservation>> held = Stream.generate(ArrayDeque<Reservation>::new)
            .limit(CLIENTS)
            .<Deque<Reservation>>map(each -> each)
            .toList();

    @Operation
    public boolean hold(@Param(name = "client") int client, @Param(name = "units") int units) {
        return reserve(client, LimitRequest.of(PLACES, units));
    }

    @Operation
    public boolean estimate(@Param(name = "client") int client, @Param(name = "units") int units) {
        return reserve(client, LimitRequest.ofEstimated(TOKENS, units));
    }

    private boolean reserve(int client, LimitRequest request) {
        Reservation reservation = limiter.reserve(request);
        held.get(client).addLast(reservation);
        return reservation.decision() instanceof Decision.Allowed;
    }

    @Operation
    public void settle(@Param(name = "client") int client, @Param(name = "units") int units) {
        if (!held.get(client).isEmpty()) {
            held.get(client).removeFirst().settle(units);
        }
    }

    @Operation
    public void cancel(@Param(name = "client") int client) {
        if (!held.get(client).isEmpty()) {
            held.get(client).removeFirst().cancel();
        }
    }

    @Operation
    public void pass(@Param(name = "units") int units) {
        clock.advance(Duration.ofMillis(units * 21L));
    }

    @Test
    void holdsInEveryInterleavingTried() {
        modelCheckingOfAnEngine().check(ReservationLinearizabilityTest.class);
    }

    @Test
    void holdsOnRealProcessors() {
        stressOfAnEngine().check(ReservationLinearizabilityTest.class);
    }
}
