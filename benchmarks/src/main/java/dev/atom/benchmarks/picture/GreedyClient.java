package dev.atom.benchmarks.picture;

import dev.atom.core.limit.Decision;
import dev.atom.core.limit.Limit;
import dev.atom.core.limit.LimitKey;
import dev.atom.core.limit.LimitPolicy;
import dev.atom.core.limit.LimitRequest;
import dev.atom.core.limit.LocalRateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A client that takes all it can get, ten times a second, in simulated time. */
final class GreedyClient {
    private static final long STEP = Duration.ofMillis(100).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private GreedyClient() {}

    /** How many of its requests were admitted within the minute before each step. */
    static List<Integer> admittedInTheLastMinute(LimitPolicy policy, Duration length) {
        AtomicLong now = new AtomicLong();
        List<Long> admitted = new ArrayList<>();
        List<Integer> figures = new ArrayList<>();
        LimitRequest request = LimitRequest.of(Limit.of(LimitKey.platform("picture", "client"), policy));
        try (LocalRateLimiter limiter =
                LocalRateLimiter.builder().clock(now::get).build()) {
            for (; now.get() <= length.toNanos(); now.addAndGet(STEP)) {
                while (limiter.acquire(request) instanceof Decision.Allowed) {
                    admitted.add(now.get());
                }
                long since = now.get() - MINUTE;
                figures.add((int) admitted.stream().filter(at -> at > since).count());
            }
        }
        return figures;
    }
}
