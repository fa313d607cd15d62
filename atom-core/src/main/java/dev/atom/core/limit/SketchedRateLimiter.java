package dev.atom.core.limit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine in memory for what strangers name without end, such as accounts to log in at. Names, the keys of one kind, it counts
 * in a count-min sketch: each has a place in each of {@value #ROWS} rows of 2^{@value #PLACE_BITS}, by a hash that nobody outside this process can work
 * out, is counted in all of them, and is refused when all of them refuse. A place holds at least what each of its names spent, so
 * the policy's bound holds; and a name finds a place with room unless strangers have spent whole limits in a large part of them
 * all. Names are treated alike, whether something is called so or not.
 *
 * <p>Keys of other kinds are counted exactly, in an engine of their own, so that names take no room from them either. What a
 * decision says leaves out names that were admitted. Thread-safe; never blocks.
 */
final class SketchedRateLimiter implements RateLimiter {
    private static final int ROWS = 3;
    private static final int PLACE_BITS = 15;

    private final String kind;
    private final LocalRateLimiter exact;
    private final LocalRateLimiter sketch;

    /**
     * An engine.
     *
     * @param kind of the keys that are names; a request has at most one of them, and never alone
     * @param exact counts the others
     * @param sketch how to make what counts the names; the number of its keys is replaced
     */
    SketchedRateLimiter(String kind, LocalRateLimiterBuilder exact, LocalRateLimiterBuilder sketch) {
        this.kind = kind;
        this.exact = exact.build();
        this.sketch = sketch.keys(ROWS << PLACE_BITS).build();
    }

    /** A request's two sides. */
    private record Sides(LimitRequest others, List<LimitRequest> places) {}

    @Override
    public Decision acquire(LimitRequest request) {
        Reservation taken = reserve(request.requireNothingHeld());
        taken.close();
        return taken.decision();
    }

    @Override
    public Decision peek(LimitRequest request) {
        Sides sides = sides(request);
        Decision others = exact.peek(sides.others());
        List<Decision> places = sides.places().stream().map(sketch::peek).toList();
        return !others.isAllowed() || places.isEmpty() || places.stream().anyMatch(Decision::isAllowed)
                ? others
                : places.get(0);
    }

    @Override
    public void refund(LimitRequest request) {
        Sides sides = sides(request.requireNothingHeld());
        exact.refund(sides.others());
        sides.places().forEach(sketch::refund);
    }

    @Override
    public Reservation reserve(LimitRequest request) {
        Sides sides = sides(request);
        Reservation others = exact.reserve(sides.others());
        if (!others.decision().isAllowed() || sides.places().isEmpty()) {
            return others;
        }
        List<Reservation> taken = sides.places().stream().map(sketch::reserve).toList();
        if (taken.stream().noneMatch(place -> place.decision().isAllowed())) {
            others.cancel();
            return taken.get(0);
        }
        // A place that is full counts it as well: it may have room again before the other ones do.
        List<LimitRequest> full = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            if (!taken.get(row).decision().isAllowed()) {
                full.add(sides.places().get(row));
            }
        }
        full.forEach(sketch::charge);
        return new SketchedReservation(others, taken, () -> full.forEach(sketch::refund));
    }

    private Sides sides(LimitRequest request) {
        LimitRequest others = null;
        List<LimitRequest> places = new ArrayList<>();
        for (LimitRequest.Part part : request.parts()) {
            if (part.limit().key().kind().equals(kind)) {
                places.addAll(places(part));
            } else {
                others = with(others, part);
            }
        }
        if (others == null || places.size() > ROWS) {
            throw new IllegalArgumentException("a request must have at most one " + kind + ", and not alone");
        }
        return new Sides(others, places);
    }

    private static LimitRequest with(@Nullable LimitRequest others, LimitRequest.Part part) {
        if (others == null) {
            return part.estimated()
                    ? LimitRequest.ofEstimated(part.limit(), part.cost())
                    : LimitRequest.of(part.limit(), part.cost());
        }
        return part.estimated()
                ? others.andEstimated(part.limit(), part.cost())
                : others.and(part.limit(), part.cost());
    }

    private static List<LimitRequest> places(LimitRequest.Part part) {
        if (part.estimated()) {
            throw new IllegalArgumentException("what a name costs cannot be estimated");
        }
        LimitKey name = part.limit().key();
        List<LimitRequest> places = new ArrayList<>(ROWS);
        for (int row = 0; row < ROWS; row++) {
            // Each row uses bits of the hash that the others do not.
            long place = (name.hash() >>> (row * PLACE_BITS)) & ((1 << PLACE_BITS) - 1);
            LimitKey key = LimitKey.of(name.tenant(), name.kind(), row + "/" + place);
            places.add(LimitRequest.of(
                    new Limit(key, part.limit().policy(), part.limit().whenUnavailable()), part.cost()));
        }
        return places;
    }

    @Override
    public void close() {
        exact.close();
        sketch.close();
    }
}
