/** The vault under JMH: what it costs to store a key, to use it, and to use it with nothing cached. */
@NullMarked
package dev.atom.benchmarks.vault;

import org.jspecify.annotations.NullMarked;
