package dev.atom.core.node;

import java.util.Optional;

/**
 * What a check of one provider's chain of cycles found.
 *
 * @param provider whose nodes the cycles went over
 * @param cycles how many rows it has, up to the broken one
 * @param decisions how many decisions those rows speak for
 * @param broken what is wrong with the first row that is not as it was written; empty when all are
 */
public record CycleVerdict(String provider, long cycles, long decisions, Optional<String> broken) {}
