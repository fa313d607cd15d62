package dev.atom.core.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows about the state that one limit has in Redis: what Redis said with its answers, and what this instance
 * admitted by itself while Redis could not be asked. It decides meanwhile, and afterwards it is what Redis is told.
 *
 * <p>While it decides, every unit counts as many times as there are instances: if all admit as much as this one does, and knew
 * the same at the beginning, they keep to the limit together. Thread-safe.
 */
abstract class Mirror {
    private final String key;
    private final Demand demand = new Demand();
    private boolean unsaid;
    private volatile boolean dropped;
    private volatile @Nullable Lease lease;

    Mirror(String key) {
        this.key = key;
    }

    static Mirror of(String key, LimitPolicy policy) {
        if (policy instanceof TokenBucket) {
            return new BucketMirror(key);
        }
        return policy instanceof SlidingWindow ? new WindowMirror(key) : new PlacesMirror(key);
    }

    final String key() {
        return key;
    }

    /** How busy the limit is. */
    final Demand demand() {
        return demand;
    }

    /** Units of the limit taken ahead. */
    final @Nullable Lease lease() {
        return lease;
    }

    final void lease(Lease granted) {
        lease = granted;
    }

    /** Whether another one has taken its place, or will. */
    final boolean isDropped() {
        return dropped;
    }

    final void drop() {
        dropped = true;
    }

    /** Takes in what Redis answered; the trace is a sub-window and what it holds, or the instant the bucket is full and 0. */
    abstract void saw(LimitRequest.Part part, boolean admitted, long where, long units, long now);

    /** Whether a cost may be taken now. */
    abstract boolean admits(LimitPolicy policy, long cost, int instances, long now);

    /** Takes a cost; returns where, as {@link #giveBack} wants to know it. */
    abstract long take(LimitPolicy policy, long cost, int instances, long now);

    /** Gives back units that were taken somewhere. */
    abstract void giveBack(LimitPolicy policy, long where, long units, long now);

    /** Takes units whether they are there or not; they do not become so many that the figures overflow. */
    abstract void overdraw(LimitPolicy policy, long units, long now);

    /** How the limit stands for this instance. */
    abstract LimitState state(Limit limit, long cost, int instances, long now);

    /** Moves everything, when it turns out that the server's clock says something else than was thought. */
    abstract void shift(long micros);

    /** Whether nothing counts any more. */
    abstract boolean isEmpty(long now);

    /** How the script is to take {@link #figures}: its kind, what to do, and the policy's two numbers. */
    abstract List<String> head();

    /** Where and how much, alternating. */
    abstract List<String> figures(long now);

    /** Redis forgot everything. */
    synchronized void lost() {
        unsaid = true;
    }

    /** There is something that Redis does not know. */
    final synchronized void keepUnsaid() {
        unsaid = true;
    }

    /** What Redis does not know; empty when it knows all. It counts as said from now on. */
    final synchronized List<String> takeUnsaid(long now) {
        if (!unsaid) {
            return List.of();
        }
        unsaid = false;
        List<String> figures = figures(now);
        said();
        return figures;
    }

    /** What {@link #figures} were counts as known to Redis. */
    void said() {}

    /** Nobody knows whether Redis heard the figures. */
    void unheard(List<String> figures) {
        keepUnsaid();
    }
}
