/**
 * Ephemeral compute: sessions, the claims that their nodes are wanted, and the reconciler that keeps both in step with what runs.
 * A claim is committed before anything is created and only moves forward; a node is destroyed for reasons that cannot become
 * false again, and taken for gone only when two complete listings and a look at the node itself agree.
 */
@NullMarked
package dev.atom.core.node;

import org.jspecify.annotations.NullMarked;
