package dev.atom.core.limit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine in memory. A decision is one compare-and-set for each limit; it never blocks, allocates nothing if the request is one
 * that was decided before, and goes by a clock that does not go back, so that steps of the wall clock change nothing.
 *
 * <p>Memory is bounded by {@link LocalRateLimiterBuilder#keys}: a key whose limit is as good as untouched gives its place to
 * others, and one whose limit is not keeps it. When all places near the one a new key should have are in use, and a second part
 * of the tables too, the key is denied as {@link Decision.Reason#FULL}. No thread cleans up, because there is nothing to.
 *
 * <p>While decisions come by the hundred thousand a second, a thread copies the time twice a millisecond, and what can be decided by
 * the copy is, of requests of one limit that are used again: refusals that are more than 2 ms away from being admissions, and
 * admissions that are the same whatever the time of the next 10 s. Should that thread get no time for 10 s while others do, such
 * as in the moment after a suspended process goes on, then up to one further burst of a token bucket larger than 10 s, or what is
 * left in a sub-window longer than 10 s, is admitted as of when the copy was made. Without the copy ({@link
 * LocalRateLimiterBuilder#clock}) there is no such moment.
 *
 * <p>After {@link #close} decisions go on, without the thread.
 */
public final class LocalRateLimiter implements RateLimiter {
    private final LimitClock clock;
    private final LocalLimits limits;
    private final LocalMeters meters;

    LocalRateLimiter(LocalRateLimiterBuilder from) {
        clock = from.limitClock();
        limits = new LocalLimits(from.bits(), clock);
        meters = new LocalMeters(from.meters, limits);
    }

    /** Begins to describe an engine. */
    public static LocalRateLimiterBuilder builder() {
        return new LocalRateLimiterBuilder();
    }

    @Override
    public Decision acquire(LimitRequest request) {
        if (request.memo instanceof ReadyLimit ready && ready.isOf(this)) {
            long taken = ready.tryAt(clock.coarse());
            if (taken == Taken.EXHAUSTED) {
                return ready.exhausted();
            }
            return Taken.is(taken) ? ready.allowed() : take(request, ready.allowed());
        }
        return acquireFirst(request.requireNothingHeld());
    }

    /** Decides a request that was not decided before, or has several limits; one that comes a second time is made ready. */
    private Decision acquireFirst(LimitRequest request) {
        boolean again = request.memo != null;
        LocalAllowed allowed = allowed(request);
        if (request.rest() != null || request.isOversize()) {
            return takeAll(allowed, null);
        }
        if (again) {
            request.memo = limits.ready(allowed);
        }
        return take(request, allowed);
    }

    private Decision take(LimitRequest request, LocalAllowed allowed) {
        long taken = limits.take(request);
        return Taken.is(taken) ? allowed : denied(allowed, taken == Taken.FULL ? -1 : 1);
    }

    @Override
    public Reservation reserve(LimitRequest request) {
        long[] receipts = new long[request.size()];
        return new LocalReservation(limits, takeAll(allowed(request), receipts), receipts);
    }

    @Override
    public Decision peek(LimitRequest request) {
        LocalAllowed allowed = allowed(request);
        if (request.isOversize()) {
            return allowed.denied(oversize(request), Decision.Reason.OVERSIZE);
        }
        int refusing = refusing(request, clock.micros());
        return refusing == 0 ? allowed : denied(allowed, refusing);
    }

    @Override
    public void refund(LimitRequest request) {
        for (LimitRequest each = request.requireNothingHeld(); each != null; each = each.rest()) {
            limits.refund(each);
        }
    }

    /** Takes the costs whether they are there or not. */
    void charge(LimitRequest request) {
        for (LimitRequest each = request; each != null; each = each.rest()) {
            limits.overdraw(each, each.cost());
        }
    }

    /** How each limit stands now. */
    List<LimitState> states(LimitRequest request) {
        long now = clock.micros();
        List<LimitState> states = new ArrayList<>(request.size());
        for (LimitRequest each = request; each != null; each = each.rest()) {
            states.add(limits.state(now, each));
        }
        return List.copyOf(states);
    }

    @Override
    public void close() {
        meters.close();
        clock.close();
    }

    private LocalAllowed allowed(LimitRequest request) {
        if (request.memo instanceof LocalAllowed known && known.isOf(this)) {
            return known;
        }
        if (request.memo instanceof ReadyLimit ready && ready.isOf(this)) {
            return ready.allowed();
        }
        LocalAllowed allowed = new LocalAllowed(this, request);
        request.memo = allowed;
        return allowed;
    }

    private Decision takeAll(LocalAllowed allowed, long @Nullable [] receipts) {
        LimitRequest request = allowed.request();
        if (request.isOversize()) {
            return allowed.denied(oversize(request), Decision.Reason.OVERSIZE);
        }
        int refusing = takeFrom(request, 1, receipts);
        if (refusing > 0) {
            refusing |= refusing(request, clock.micros());
        }
        return refusing == 0 ? allowed : denied(allowed, refusing);
    }

    /**
     * Takes one after the other; when one refuses, gives back what was taken before.
     *
     * @param bit of this part
     * @return the bit of the part that refused, its negative if that had no place; 0 if none did
     */
    private int takeFrom(LimitRequest part, int bit, long @Nullable [] receipts) {
        long taken = limits.take(part);
        if (!Taken.is(taken)) {
            return taken == Taken.FULL ? -bit : bit;
        }
        LimitRequest rest = part.rest();
        int refusing = rest == null ? 0 : takeFrom(rest, bit << 1, receipts);
        if (refusing != 0) {
            limits.giveBack(part, taken, part.cost());
        } else if (receipts != null) {
            receipts[Integer.numberOfTrailingZeros(bit)] = taken;
        }
        return refusing;
    }

    /** The bits of the parts that would refuse. */
    private int refusing(LimitRequest request, long now) {
        int bits = 0;
        int bit = 1;
        for (LimitRequest each = request; each != null; each = each.rest()) {
            bits |= limits.refuses(now, each) ? bit : 0;
            bit <<= 1;
        }
        return bits;
    }

    private static int oversize(LimitRequest request) {
        int bits = 0;
        int bit = 1;
        for (LimitRequest each = request; each != null; each = each.rest()) {
            bits |= each.cost() > each.limit().policy().capacity() ? bit : 0;
            bit <<= 1;
        }
        return bits;
    }

    private Decision denied(LocalAllowed allowed, int refusing) {
        if (refusing < 0) {
            meters.full();
            return allowed.denied(-refusing, Decision.Reason.FULL);
        }
        return allowed.denied(refusing, Decision.Reason.EXHAUSTED);
    }
}
