/** API keys under JMH: what it costs to know a caller by its key. */
@NullMarked
package dev.atom.benchmarks.keys;

import org.jspecify.annotations.NullMarked;
