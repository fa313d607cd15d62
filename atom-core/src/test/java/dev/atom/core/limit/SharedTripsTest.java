package dev.atom.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisException;

class SharedTripsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final RedisScript script = RedisScript.of("return ARGV");
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstIsUnderWay = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);

    @AfterEach
    void end() {
        firstMayEnd.countDown();
        callers.shutdownNow();
    }

    @Test
    void whoeverComesWhileATripIsUnderWaySharesTheNext() throws Exception {
        SharedTrips trips = new SharedTrips(1, LONG, this::travel);
        Future<Object> first = submit(trips, "0");
        firstIsUnderWay.await();
        List<Future<Object>> others = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            others.add(submit(trips, Integer.toString(number)));
        }
        Await.until("five wait", () -> trips.waiting() == 5);
        firstMayEnd.countDown();

        assertThat(first.get()).isEqualTo(List.of("0"));
        for (int number = 1; number <= 5; number++) {
            assertThat(others.get(number - 1).get()).isEqualTo(List.of(Integer.toString(number)));
        }
        assertThat(sizes).containsExactly(1, 5);
    }

    @Test
    void asManyTripsAsAreAllowedAreUnderWayAtOnce() throws Exception {
        SharedTrips trips = new SharedTrips(2, LONG, this::travel);
        Future<Object> first = submit(trips, "held up");
        firstIsUnderWay.await();

        assertThat(submit(trips, "at once").get()).isEqualTo(List.of("at once"));

        firstMayEnd.countDown();
        assertThat(first.get()).isEqualTo(List.of("held up"));
    }

    @Test
    void aCallThatNobodyTakesAlongInTimeIsGivenUpAndNeverMade() throws Exception {
        SharedTrips trips = new SharedTrips(1, Duration.ofMillis(1), this::travel);
        Future<Object> first = submit(trips, "held up");
        firstIsUnderWay.await();

        Future<Object> late = submit(trips, "late");
        assertThatThrownBy(late::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(JedisException.class);

        firstMayEnd.countDown();
        assertThat(first.get()).isEqualTo(List.of("held up"));
        assertThat(submit(trips, "next").get()).isEqualTo(List.of("next"));
        assertThat(sizes).containsExactly(1, 1);
    }

    @Test
    void aTripThatBreaksEndsItsCallsAndNoOther() throws Exception {
        SharedTrips trips = new SharedTrips(1, LONG, calls -> {
            if (calls.get(0).arguments().contains("break")) {
                throw new IllegalStateException("as asked");
            }
            travel(calls);
        });
        firstMayEnd.countDown();

        assertThatThrownBy(submit(trips, "break")::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(submit(trips, "next").get()).isEqualTo(List.of("next"));
    }

    @Test
    void everyCallerGetsItsOwnAnswer() throws Exception {
        SharedTrips trips = new SharedTrips(2, LONG, this::travel);
        firstMayEnd.countDown();
        List<Future<Boolean>> done = new ArrayList<>();
        for (int caller = 0; caller < 16; caller++) {
            String name = Integer.toString(caller);
            done.add(callers.submit(() -> {
                for (int call = 0; call < 1_000; call++) {
                    String mine = name + "-" + call;
                    if (!run(trips, mine).equals(List.of(mine))) {
                        return false;
                    }
                }
                return true;
            }));
        }
        for (Future<Boolean> each : done) {
            assertThat(each.get()).isTrue();
        }
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(16_000);
    }

    private Future<Object> submit(SharedTrips trips, String argument) {
        return callers.submit(() -> run(trips, argument));
    }

    private Object run(SharedTrips trips, String argument) {
        RedisCall call = new RedisCall(script, List.of(), List.of(argument));
        trips.run(call);
        return call.answer();
    }

    private void travel(List<RedisCall> calls) {
        sizes.add(calls.size());
        firstIsUnderWay.countDown();
        if (!calls.get(0).arguments().contains("at once")) {
            await(firstMayEnd);
        }
        calls.forEach(call -> call.answered(call.arguments()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
