package dev.atom.core.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;

/** Taken in Redis, or here while Redis was away; ended in both, as far as Redis answers. Thread-safe. */
final class RedisReservation implements Reservation {
    private final RedisRateLimiter limiter;
    private final RedisTaking taking;
    private final AtomicBoolean ended;

    RedisReservation(RedisRateLimiter limiter, RedisTaking taking) {
        this.limiter = limiter;
        this.taking = taking;
        this.ended = new AtomicBoolean(taking.decision() instanceof Decision.Denied);
    }

    @Override
    public Decision decision() {
        return taking.decision();
    }

    @Override
    public void settle(long actualCost) {
        if (actualCost < 0) {
            throw new IllegalArgumentException("an actual cost must be at least 0, not " + actualCost);
        }
        end(part -> part.estimated() ? part.cost() - actualCost : placesOf(part));
    }

    @Override
    public void cancel() {
        end(LimitRequest.Part::cost);
    }

    @Override
    public void close() {
        end(RedisReservation::placesOf);
    }

    private static long placesOf(LimitRequest.Part part) {
        return part.limit().policy() instanceof Concurrency ? part.cost() : 0;
    }

    private void end(ToLongFunction<LimitRequest.Part> unitsBack) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        RedisRequest asked = taking.asked();
        List<String> keys = new ArrayList<>(List.of(asked.keys().get(0)));
        List<String> arguments = new ArrayList<>(List.of(asked.partition().epoch(), "end"));
        for (int i = 0; i < asked.parts().size(); i++) {
            LimitRequest.Part part = asked.parts().get(i);
            long units = unitsBack.applyAsLong(part);
            long where = taking.where().get(i);
            if (units != 0) {
                keys.add(asked.keys().get(i + 1));
                arguments.addAll(RedisRequest.numbers(part.limit().policy(), units));
                arguments.add(Long.toString(where));
                Mirror mirror = asked.mirror(i);
                if (units > 0 && mirror != null) {
                    mirror.giveBack(part.limit().policy(), where, units, limiter.micros());
                }
            }
        }
        if (keys.size() > 1) {
            boolean told = limiter.change(asked.partition(), keys, arguments);
            overdraw(unitsBack, told);
        }
    }

    /** Remembers what was charged beyond the estimates. What Redis was not told counts as what was taken without it does. */
    private void overdraw(ToLongFunction<LimitRequest.Part> unitsBack, boolean told) {
        RedisRequest asked = taking.asked();
        for (int i = 0; i < asked.parts().size(); i++) {
            LimitRequest.Part part = asked.parts().get(i);
            long units = -unitsBack.applyAsLong(part);
            Mirror mirror = units > 0 ? asked.mirror(i) : null;
            if (mirror != null) {
                long counted = told ? units : Math.min(units, Integer.MAX_VALUE) * limiter.instances();
                mirror.overdraw(part.limit().policy(), counted, limiter.micros());
                if (!told) {
                    mirror.keepUnsaid();
                }
            }
        }
    }
}
