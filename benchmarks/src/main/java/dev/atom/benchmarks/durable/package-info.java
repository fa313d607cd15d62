/** A PostgreSQL whose commits are on disk when they say so, as the benchmarks of what is stored need it. */
@NullMarked
package dev.atom.benchmarks.durable;

import org.jspecify.annotations.NullMarked;
