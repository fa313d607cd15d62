/** Draws the picture in {@code docs/rate-limits.md} from what the engine really decides. */
@NullMarked
package dev.atom.benchmarks.picture;

import org.jspecify.annotations.NullMarked;
