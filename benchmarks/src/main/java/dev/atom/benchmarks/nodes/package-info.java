/** What it costs to keep a large fleet of nodes in step, and how soon a session's node goes. */
@NullMarked
package dev.atom.benchmarks.nodes;

import org.jspecify.annotations.NullMarked;
