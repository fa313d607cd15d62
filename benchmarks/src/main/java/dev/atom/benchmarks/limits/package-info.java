/**
 * The rate limiter beside others, under the same limits: one hot key at several shares of refusals, and a million keys. Every
 * trial ends by comparing what was admitted with what had to be.
 */
@NullMarked
package dev.atom.benchmarks.limits;

import org.jspecify.annotations.NullMarked;
