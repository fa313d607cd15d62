/** Limits shared through Redis: what a decision about one busy key costs, beside what others make of it. */
@NullMarked
package dev.atom.benchmarks.shared;

import org.jspecify.annotations.NullMarked;
