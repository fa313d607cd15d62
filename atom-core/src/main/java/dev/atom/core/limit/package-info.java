/**
 * Limits that are never passed: how often, how much, and how many at once. {@link dev.atom.core.limit.RateLimiter} decides a
 * {@link dev.atom.core.limit.LimitRequest} over any number of limits at once; a {@link dev.atom.core.limit.LimitPolicy} says
 * what may happen and publishes the most that can happen in any window. The arithmetic of every engine is that of
 * {@code TokenBuckets} and {@code SubWindows}: whole microseconds and whole units, no floating point.
 */
@NullMarked
package dev.atom.core.limit;

import org.jspecify.annotations.NullMarked;
