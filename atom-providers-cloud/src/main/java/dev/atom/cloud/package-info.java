/** Compute providers live here; none has landed yet. */
@NullMarked
package dev.atom.cloud;

import org.jspecify.annotations.NullMarked;
