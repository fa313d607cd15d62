package dev.atom.core.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decisions that need no round trip: admissions of busy limits by units taken ahead, and denials that were just given. Both err
 * only towards denying: units ahead were taken in Redis before. What an instance takes ahead at a time is at most one part in twice
 * the number of instances of what it finds, and nothing if that is not enough for 64 requests; so a limit of less than 128 units for
 * each instance is decided in Redis to the last unit. Thread-safe.
 */
final class Leases {
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long DENIAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LongSupplier nanos;
    private final Counter leased;
    private final Counter repeated;
    private final Queue<Lease> outstanding = new ConcurrentLinkedQueue<>();
    private final AtomicLong returns = new AtomicLong();

    Leases(LongSupplier nanos, MeterRegistry meters) {
        this.nanos = nanos;
        leased = meters.counter("atom.limits.redis.decisions", "by", "lease");
        repeated = meters.counter("atom.limits.redis.decisions", "by", "denial");
    }

    /** How long a lease is at most, in microseconds. */
    static long longestMicros() {
        return TimeUnit.NANOSECONDS.toMicros(LONGEST_NANOS);
    }

    /** A decision, if one can be made without Redis. */
    @Nullable
    Decision decide(LimitRequest request, RedisRequest asked) {
        long now = nanos.getAsLong();
        Decision allowed = allowed(request, asked, now);
        if (allowed != null) {
            leased.increment();
            return allowed;
        }
        RecentDenial denial = asked.denial();
        if (denial != null && denial.untilNanos() - now > 0 && denial.returns() == returns.get()) {
            repeated.increment();
            return denial.decision();
        }
        return null;
    }

    private static @Nullable Decision allowed(LimitRequest request, RedisRequest asked, long now) {
        List<Lease> used = new ArrayList<>(asked.parts().size());
        for (int i = 0; i < asked.parts().size(); i++) {
            LimitRequest.Part part = asked.parts().get(i);
            Lease lease = asked.lease(i);
            if (lease == null || lease.isOver(now) || !lease.isOf(part.limit().policy()) || !lease.use(part.cost())) {
                unuse(asked, used);
                return null;
            }
            used.add(lease);
        }
        return new LeasedAllowed(request, used);
    }

    private static void unuse(RedisRequest asked, List<Lease> used) {
        for (int i = 0; i < used.size(); i++) {
            used.get(i).unuse(asked.parts().get(i).cost());
        }
    }

    /** How many requests' worth to take ahead with a request that has to go to Redis. */
    int wanted(RedisRequest asked) {
        Lease lease = asked.lease(0);
        long now = nanos.getAsLong();
        if (lease != null
                && !lease.isOver(now)
                && lease.has(asked.parts().get(0).cost())) {
            // Another caller has just brought it, or another limit has none: a second one would only keep units from
            // others.
            return 0;
        }
        return asked.demand().ask(now, lease != null && !lease.isOver(now));
    }

    /** Notes what Redis answered to a request that was sent at an instant. */
    void answered(RedisRequest asked, int wanted, long sentNanos, Optional<RedisAnswer> answer, Decision decision) {
        if (wanted > 0) {
            asked.demand().answered(wanted, answer.isPresent() && answer.get().ahead() > 0, nanos.getAsLong());
        }
        if (answer.isEmpty()) {
            return;
        }
        if (decision instanceof Decision.Denied denied) {
            denied.retryAfter()
                    .map(wait -> Math.min(wait.toNanos(), DENIAL_NANOS))
                    .ifPresent(wait -> asked.denied(new RecentDenial(denied, sentNanos + wait, returns.get())));
        } else if (answer.get().ahead() > 0) {
            grant(asked, answer.get(), sentNanos, decision);
        }
    }

    private void grant(RedisRequest asked, RedisAnswer answer, long sentNanos, Decision decision) {
        for (int i = 0; i < asked.parts().size(); i++) {
            LimitRequest.Part part = asked.parts().get(i);
            boolean bucket = part.limit().policy() instanceof TokenBucket;
            long end = bucket ? LONGEST_NANOS : Math.min(LONGEST_NANOS, untilNextSubWindow(part, answer, i));
            Lease lease = new Lease(
                    asked,
                    i,
                    bucket ? answer.decidedAt() : answer.where(i),
                    sentNanos + end,
                    decision.states().get(i),
                    answer.ahead() * part.cost());
            outstanding.add(lease);
            Mirror mirror = asked.mirror(i);
            if (mirror != null) {
                mirror.lease(lease);
            }
        }
    }

    /** The server's clock was not earlier than what it said when the request was sent; a thousandth is for clocks that run apart. */
    private static long untilNextSubWindow(LimitRequest.Part part, RedisAnswer answer, int index) {
        long length = WindowMirror.length(part.limit().policy());
        long micros = (answer.where(index) + 1) * length - answer.decidedAt();
        return TimeUnit.MICROSECONDS.toNanos(Math.min(micros, longestMicros()) / 1_000 * 999);
    }

    /** This instance has given something back, so what was denied may be admitted now. */
    void returned() {
        returns.incrementAndGet();
    }

    /** Leases with units that nobody uses any more: those that are over, or all. */
    List<Lease> unused(boolean all) {
        long now = nanos.getAsLong();
        List<Lease> over = new ArrayList<>();
        int count = outstanding.size();
        for (int i = 0; i < count; i++) {
            Lease lease = outstanding.poll();
            if (lease == null) {
                break;
            }
            if (all || lease.isOver(now)) {
                over.add(lease);
            } else {
                outstanding.add(lease);
            }
        }
        return over;
    }
}
