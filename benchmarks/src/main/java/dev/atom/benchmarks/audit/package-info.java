/** The audit log under JMH: how many rows a second enter the chains of one tenant and of a hundred. */
@NullMarked
package dev.atom.benchmarks.audit;

import org.jspecify.annotations.NullMarked;
