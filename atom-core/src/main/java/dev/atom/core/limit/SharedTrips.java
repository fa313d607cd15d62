package dev.atom.core.limit;

import dev.atom.core.limit.RedisCall.Stage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Round trips that callers share. As long as few are under way a caller makes its own at once. Whoever comes while there are enough
 * waits, and the next trip takes along everybody who waits then: so the busier the limiter, the more decisions a packet carries,
 * and a caller waits for hardly more than one trip before its own. No thread is needed for this; the first who waits leads.
 * Thread-safe.
 */
final class SharedTrips {
    private static final int MOST_CALLS = 64;

    private final int mostTrips;
    private final long patience;
    private final Consumer<List<RedisCall>> trip;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<RedisCall> waiting = new ArrayDeque<>();
    private int underWay;

    /**
     * Trips.
     *
     * @param most how many are under way at once, 1 or more
     * @param timeout how long a call waits to be taken along
     * @param trip ends each of its calls; blocks for at most three times the timeout
     */
    SharedTrips(int most, Duration timeout, Consumer<List<RedisCall>> trip) {
        this.mostTrips = most;
        this.patience = timeout.toNanos();
        this.trip = trip;
    }

    /** Makes the call and waits for its end, or gives it up: after four times the timeout at most. */
    void run(RedisCall call) {
        Stage reached = begin(call) ? Stage.LEADING : call.await(Stage.WAITING, patience);
        if (reached == Stage.UNDER_WAY) {
            reached = call.await(Stage.UNDER_WAY, 3 * patience);
        }
        if (reached == Stage.LEADING) {
            lead(call);
        }
    }

    /** Whether the caller is to lead; otherwise it waits. */
    private boolean begin(RedisCall call) {
        lock.lock();
        try {
            if (underWay < mostTrips) {
                underWay++;
                return call.move(Stage.WAITING, Stage.LEADING);
            }
            return !waiting.add(call);
        } finally {
            lock.unlock();
        }
    }

    /** How many calls wait to be taken along. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void lead(RedisCall first) {
        List<RedisCall> together = gather(first);
        try {
            trip.accept(together);
        } finally {
            passOn();
            for (RedisCall call : together) {
                call.move(Stage.UNDER_WAY, Stage.GIVEN_UP);
                call.wake();
            }
        }
    }

    private List<RedisCall> gather(RedisCall first) {
        List<RedisCall> together = new ArrayList<>();
        first.move(Stage.LEADING, Stage.UNDER_WAY);
        together.add(first);
        lock.lock();
        try {
            while (together.size() < MOST_CALLS && !waiting.isEmpty()) {
                RedisCall next = waiting.remove();
                if (next.move(Stage.WAITING, Stage.UNDER_WAY)) {
                    together.add(next);
                }
            }
        } finally {
            lock.unlock();
        }
        return together;
    }

    private void passOn() {
        lock.lock();
        try {
            while (!waiting.isEmpty()) {
                RedisCall next = waiting.remove();
                if (next.move(Stage.WAITING, Stage.LEADING)) {
                    next.wake();
                    return;
                }
            }
            underWay--;
        } finally {
            lock.unlock();
        }
    }
}
