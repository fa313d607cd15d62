package dev.atom.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

/**
 * What every engine of a rate limiter does when many threads ask at once. Extend it and give it a limiter whose clock stands
 * still.
 */
public abstract class RateLimiterThreadsContract extends LimiterContract {
    private static final int THREADS = 8;
    private static final int TRIES = 500;
    private static final int TRIES_TO_HOLD = 100;
    private static final LimiterRule HUNDRED = LimiterRule.window("hundred", 100);
    private static final LimiterRule WIDER = LimiterRule.window("wider", 200);
    private static final LimiterRule PLACES = LimiterRule.places("streams", 5);

    @Test
    void togetherTheyGetExactlyTheLimit() throws Exception {
        int admitted = inThreads(() -> {
            int mine = 0;
            for (int tries = 0; tries < TRIES; tries++) {
                List<LimiterAsk> both = List.of(LimiterAsk.one(HUNDRED), LimiterAsk.one(WIDER));
                mine += limiter.acquire(both).allowed() ? 1 : 0;
            }
            return mine;
        });
        assertThat(admitted).isEqualTo(100);
        assertThat(remaining(WIDER)).as("what refused requests took came back").isEqualTo(100);
    }

    /** Each wants to keep one place and, for a moment, a second: three more than there are all the time. */
    @Test
    void togetherTheyNeverHoldMorePlacesThanThereAre() throws Exception {
        CyclicBarrier allTried = new CyclicBarrier(THREADS);
        AtomicInteger held = new AtomicInteger();
        int most = inThreads(
                () -> {
                    int seen = 0;
                    Deque<LimiterHold> mine = new ArrayDeque<>();
                    for (int tries = 0; tries < TRIES_TO_HOLD; tries++) {
                        LimiterHold hold = limiter.reserve(List.of(LimiterAsk.one(PLACES)));
                        if (hold.answer().allowed()) {
                            seen = Math.max(seen, held.incrementAndGet());
                            mine.addLast(hold);
                        }
                        if (mine.size() > 1) {
                            giveBack(mine, held);
                        }
                    }
                    allTried.await();
                    while (!mine.isEmpty()) {
                        giveBack(mine, held);
                    }
                    return seen;
                },
                Math::max);
        assertThat(most).as("places held at once").isBetween(4, 5);
        assertThat(remaining(PLACES)).as("all came back").isEqualTo(5);
    }

    private static void giveBack(Deque<LimiterHold> mine, AtomicInteger held) {
        held.decrementAndGet();
        mine.removeFirst().close();
    }

    private long remaining(LimiterRule rule) {
        return limiter.peek(List.of(LimiterAsk.one(rule))).standing().remaining();
    }

    private static int inThreads(Callable<Integer> client) throws Exception {
        return inThreads(client, Integer::sum);
    }

    private static int inThreads(Callable<Integer> client, IntBinaryOperator together) throws Exception {
        CyclicBarrier allThere = new CyclicBarrier(THREADS);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> running = new ArrayList<>();
            for (int each = 0; each < THREADS; each++) {
                running.add(pool.submit(() -> {
                    allThere.await();
                    return client.call();
                }));
            }
            int result = 0;
            for (Future<Integer> each : running) {
                result = together.applyAsInt(result, each.get());
            }
            return result;
        } finally {
            pool.shutdownNow();
        }
    }
}
