package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads, one limit, the real clock: limits of an hour, so that nothing comes back meanwhile. */
class LocalRateLimiterThreadsTest {
    private static final int THREADS = 64;
    private static final int TRIES = 2_000;
    private static final SlidingWindow WINDOW = SlidingWindow.of("window", 100, Duration.ofHours(1));
    private static final TokenBucket BUCKET = TokenBucket.of("bucket", 100, Duration.ofDays(30), 100);
    private static final Concurrency PLACES = Concurrency.of("places", 100, Duration.ofHours(1));

    private final RateLimiter limiter = LocalRateLimiter.builder().build();

    @AfterEach
    void close() {
        limiter.close();
    }

    @Test
    void sixtyFourThreadsGetExactlyAHundredFromAWindow() throws Exception {
        assertThat(admittedBy(request(WINDOW))).isEqualTo(100);
    }

    @Test
    void sixtyFourThreadsGetExactlyAHundredFromABucket() throws Exception {
        assertThat(admittedBy(request(BUCKET))).isEqualTo(100);
    }

    @Test
    void sixtyFourThreadsGetExactlyAHundredFromTheStricterOfSeveralLimits() throws Exception {
        LimitRequest wider = request(SlidingWindow.of("wider", 150, Duration.ofHours(1)));
        assertThat(admittedBy(wider.and(limit(BUCKET)).and(limit(WINDOW)))).isEqualTo(100);
        assertThat(limiter.peek(wider).states().get(0).remaining()).isEqualTo(50);
    }

    @Test
    void sixtyFourThreadsNeverHoldMoreThanAHundredPlacesAndGiveAllBack() throws Exception {
        AtomicInteger held = new AtomicInteger();
        CyclicBarrier allTried = new CyclicBarrier(THREADS);
        List<Integer> most = inThreads(() -> {
            int seen = 0;
            List<Reservation> mine = new ArrayList<>();
            for (int tries = 0; tries < TRIES; tries++) {
                Reservation place = limiter.reserve(request(PLACES));
                if (place.decision() instanceof Decision.Allowed) {
                    mine.add(place);
                    seen = Math.max(seen, held.incrementAndGet());
                }
                if (mine.size() > 3) {
                    held.decrementAndGet();
                    mine.remove(0).close();
                }
            }
            // Whoever is done first keeps what it has, so that at last all want nearly twice as many as there are.
            allTried.await();
            held.addAndGet(-mine.size());
            mine.forEach(Reservation::cancel);
            return seen;
        });
        assertThat(most.stream().mapToInt(Integer::intValue).max().orElseThrow())
                .as("places held at once")
                .isBetween(90, 100);
        LimitState state = limiter.peek(request(PLACES)).states().get(0);
        assertThat(state).isEqualTo(new LimitState(limit(PLACES), 100, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void clientsThatTakeAndGiveBackInARushGetNoneTooMany() throws Exception {
        LimitRequest request = request(WINDOW).and(limit(SlidingWindow.of("second", 100, Duration.ofHours(1))));
        List<Integer> kept = inThreads(() -> {
            int mine = 0;
            for (int tries = 0; tries < TRIES; tries++) {
                Reservation taken = limiter.reserve(request);
                if (taken.decision() instanceof Decision.Allowed && tries % 8 == 0) {
                    mine++;
                } else {
                    taken.cancel();
                }
            }
            return mine;
        });
        assertThat(kept.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100);
    }

    private int admittedBy(LimitRequest request) throws Exception {
        List<Integer> admitted = inThreads(() -> {
            int mine = 0;
            for (int tries = 0; tries < TRIES; tries++) {
                mine += limiter.acquire(request) instanceof Decision.Allowed ? 1 : 0;
            }
            return mine;
        });
        return admitted.stream().mapToInt(Integer::intValue).sum();
    }

    private static List<Integer> inThreads(Callable<Integer> client) throws Exception {
        CyclicBarrier together = new CyclicBarrier(THREADS);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> running = new ArrayList<>();
            for (int each = 0; each < THREADS; each++) {
                running.add(pool.submit(() -> {
                    together.await();
                    return client.call();
                }));
            }
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static LimitRequest request(LimitPolicy policy) {
        return LimitRequest.of(limit(policy));
    }

    private static Limit limit(LimitPolicy policy) {
        return Limit.of(LimitKey.platform("test", "one"), policy);
    }
}
