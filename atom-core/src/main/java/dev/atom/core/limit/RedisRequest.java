package dev.atom.core.limit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as the script reads it, kept in the request: most requests are made again and again. Thread-safe. */
final class RedisRequest {
    private final Object owner;
    private final RedisPartition partition;
    private final List<LimitRequest.Part> parts;
    private final List<String> keys;
    private final List<String> numbers;
    private final @Nullable Mirror[] mirrors;
    private final Demand demand = new Demand();
    private volatile @Nullable RecentDenial denial;

    private RedisRequest(Object owner, RedisPartition partition, LimitRequest request) {
        this.owner = owner;
        this.partition = partition;
        this.parts = request.parts();
        List<String> named = new ArrayList<>(List.of(partition.epochKey()));
        List<String> counted = new ArrayList<>();
        for (LimitRequest.Part part : parts) {
            named.add(partition.key(part.limit()));
            counted.addAll(numbers(part.limit().policy(), part.cost()));
        }
        keys = List.copyOf(named);
        numbers = List.copyOf(counted);
        mirrors = new Mirror[parts.size()];
    }

    static RedisRequest of(LimitRequest request, Object owner, RedisPartition partition) {
        if (request.memo instanceof RedisRequest known && known.owner == owner) {
            return known;
        }
        RedisRequest made = new RedisRequest(owner, partition, request);
        request.memo = made;
        return made;
    }

    /** Kind, cost, and the policy's two numbers. */
    static List<String> numbers(LimitPolicy policy, long cost) {
        if (policy instanceof TokenBucket bucket) {
            return List.of("b", text(cost), text(bucket.intervalMicros()), text(bucket.toleranceMicros()));
        }
        return List.of("w", text(cost), text(policy.limit()), text(WindowMirror.length(policy)));
    }

    private static String text(long number) {
        return Long.toString(number);
    }

    RedisPartition partition() {
        return partition;
    }

    List<LimitRequest.Part> parts() {
        return parts;
    }

    /** The mirror of a part's limit; none when there are too many. */
    @Nullable
    Mirror mirror(int part) {
        Mirror known = mirrors[part];
        if (known != null && !known.isDropped()) {
            return known;
        }
        Mirror found = partition
                .mirrors()
                .of(keys.get(part + 1), parts.get(part).limit())
                .orElse(null);
        mirrors[part] = found;
        return found;
    }

    /** The lease of a part's limit. */
    @Nullable
    Lease lease(int part) {
        Mirror mirror = mirror(part);
        return mirror == null ? null : mirror.lease();
    }

    /** How busy the first limit is. */
    Demand demand() {
        Mirror mirror = mirror(0);
        return mirror == null ? demand : mirror.demand();
    }

    /** The last denial of this very request. */
    @Nullable
    RecentDenial denial() {
        return denial;
    }

    void denied(RecentDenial recent) {
        denial = recent;
    }

    /** The epoch's key, then one for each part. */
    List<String> keys() {
        return keys;
    }

    /** For an operation: the epoch, its name, what it wants to know further, and the numbers of the limits. */
    List<String> arguments(String operation, String... further) {
        List<String> arguments = new ArrayList<>(2 + further.length + numbers.size());
        arguments.add(partition.epoch());
        arguments.add(operation);
        Collections.addAll(arguments, further);
        arguments.addAll(numbers);
        return arguments;
    }
}
