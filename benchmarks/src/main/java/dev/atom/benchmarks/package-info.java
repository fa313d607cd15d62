/** Benchmarks: the vault under JMH, and the gateway harness. */
@NullMarked
package dev.atom.benchmarks;

import org.jspecify.annotations.NullMarked;
