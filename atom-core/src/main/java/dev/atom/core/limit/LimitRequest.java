package dev.atom.core.limit;

import dev.atom.spi.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to do: a cost at one limit or at several, all or nothing.
 *
 * <pre>{@code
 * LimitRequest.of(plan).and(streams).andEstimated(tokensPerMinute, 1_500)
 * }</pre>
 *
 * <p>Immutable, and best kept and used again: an engine remembers in it what it has worked out. Thread-safe.
 */
public final class LimitRequest {
    /** The most limits in one request. */
    public static final int MOST_LIMITS = 16;

    private final Limit limit;
    private final long cost;
    private final boolean estimated;
    private final @Nullable LimitRequest rest;
    private final int size;
    private final boolean oversize;
    private final boolean held;

    /** What an engine remembers here. Written in a race: engines put in what is immutable and can be worked out again. */
    @Nullable
    Object memo;

    /**
     * One limit of a request.
     *
     * @param limit which one
     * @param cost units to take from it, 1 or more
     * @param estimated whether the cost is replaced at settlement
     */
    public record Part(Limit limit, long cost, boolean estimated) {}

    private LimitRequest(Limit limit, long cost, boolean estimated, @Nullable LimitRequest rest) {
        if (cost < 1) {
            throw new IllegalArgumentException(
                    "the cost at " + limit.policy().name() + " must be at least 1, not " + cost);
        }
        if (estimated && limit.policy() instanceof Concurrency) {
            throw new IllegalArgumentException(
                    "places at " + limit.policy().name() + " are given back whole and cannot be estimated");
        }
        this.limit = limit;
        this.cost = cost;
        this.estimated = estimated;
        this.rest = rest;
        this.size = rest == null ? 1 : rest.size + 1;
        this.oversize = cost > limit.policy().capacity() || (rest != null && rest.oversize);
        this.held = limit.policy() instanceof Concurrency || (rest != null && rest.held);
    }

    /** One unit. */
    public static LimitRequest of(Limit limit) {
        return of(limit, 1);
    }

    /** Some units; 1 or more. */
    public static LimitRequest of(Limit limit, long cost) {
        return new LimitRequest(limit, cost, false, null);
    }

    /** Some units, 1 or more, until {@link Reservation#settle} says how many they were. */
    public static LimitRequest ofEstimated(Limit limit, long cost) {
        return new LimitRequest(limit, cost, true, null);
    }

    /** This and one unit of a further limit. */
    public LimitRequest and(Limit further) {
        return and(further, 1);
    }

    /**
     * This and some units, 1 or more, of a further limit.
     *
     * @throws IllegalArgumentException when the limit belongs to another tenant, is in the request already (same key and policy
     *     name), or is one too many
     */
    public LimitRequest and(Limit further, long furtherCost) {
        return append(of(further, furtherCost));
    }

    /** As {@link #and(Limit, long)}, but {@link Reservation#settle} will say how many units they were. */
    public LimitRequest andEstimated(Limit further, long furtherCost) {
        return append(ofEstimated(further, furtherCost));
    }

    private LimitRequest append(LimitRequest last) {
        if (size == MOST_LIMITS) {
            throw new IllegalArgumentException("a request must have at most " + MOST_LIMITS + " limits");
        }
        if (!limit.key().tenant().equals(last.limit.key().tenant())) {
            throw new IllegalArgumentException("limits of one request must belong to one tenant, not to "
                    + limit.key().tenant() + " and " + last.limit.key().tenant());
        }
        if (limit.key().equals(last.limit.key())
                && limit.policy().name().equals(last.limit.policy().name())) {
            throw new IllegalArgumentException("limit " + limit.policy().name() + " is in the request already");
        }
        return new LimitRequest(limit, cost, estimated, rest == null ? last : rest.append(last));
    }

    /** Whose limits they are. */
    public TenantId tenant() {
        return limit.key().tenant();
    }

    /** How many limits. */
    public int size() {
        return size;
    }

    /** The limits with their costs, in the order they were named. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>(size);
        for (LimitRequest each = this; each != null; each = each.rest) {
            parts.add(new Part(each.limit, each.cost, each.estimated));
        }
        return List.copyOf(parts);
    }

    /** The first limit. */
    Limit limit() {
        return limit;
    }

    /** The cost at the first limit. */
    long cost() {
        return cost;
    }

    /** Whether the first cost is replaced at settlement. */
    boolean isEstimated() {
        return estimated;
    }

    /** The request without its first limit. */
    @Nullable
    LimitRequest rest() {
        return rest;
    }

    /** Whether a cost is more than its limit ever has. */
    boolean isOversize() {
        return oversize;
    }

    /** Refuses a request that takes something which has to be given back. */
    LimitRequest requireNothingHeld() {
        if (held) {
            throw new IllegalArgumentException(
                    "a concurrency limit must be reserved, so that its place can be given back");
        }
        return this;
    }

    @Override
    public String toString() {
        return parts().toString();
    }
}
