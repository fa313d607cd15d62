package dev.atom.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Takes all it can get in simulated time, and remembers when it got how much. */
final class GreedyClient {
    private final LimiterSubject limiter;
    private final LimiterRule rule;
    private final RandomGenerator random;
    private final List<Admission> admissions = new ArrayList<>();
    private long now;

    private record Admission(long at, long units) {}

    GreedyClient(LimiterSubject limiter, LimiterRule rule, RandomGenerator random) {
        this.limiter = limiter;
        this.rule = rule;
        this.random = random;
    }

    /** Asks until it is refused, waits for as long as it was told or a random time, and so on. */
    void run(Duration time, long mostCost) {
        long end = now + micros(time);
        while (now < end) {
            long cost = 1 + random.nextLong(mostCost);
            LimiterAnswer answer = limiter.acquire(List.of(LimiterAsk.of(rule, cost)));
            if (answer.allowed()) {
                admissions.add(new Admission(now, cost));
                continue;
            }
            long told = micros(answer.standing().retry());
            long wait = random.nextInt(4) == 0 ? 1 + random.nextLong(micros(rule.window()) / 20) : Math.max(1, told);
            now += wait;
            limiter.advance(Duration.ofNanos(wait * 1_000));
        }
    }

    /** The most it got in any window of this length, which begins at the window's start and ends before its end. */
    long mostIn(Duration window) {
        long length = micros(window);
        long most = 0;
        long units = 0;
        int first = 0;
        for (Admission last : admissions) {
            units += last.units();
            while (admissions.get(first).at() <= last.at() - length) {
                units -= admissions.get(first++).units();
            }
            most = Math.max(most, units);
        }
        return most;
    }

    private static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }
}
