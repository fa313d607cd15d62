/** The example server. */
@NullMarked
package dev.atom.server;

import org.jspecify.annotations.NullMarked;
