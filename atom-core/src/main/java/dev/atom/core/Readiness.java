package dev.atom.core;

import java.util.Optional;

/**
 * How far an instance that can work has what it works with.
 *
 * @param redis whether limits are decided in the Redis that instances share; empty when none is configured
 */
public record Readiness(Optional<Boolean> redis) {
    /** Whether something is away that the instance makes do without. */
    public boolean isDegraded() {
        return redis.isPresent() && !redis.get();
    }
}
