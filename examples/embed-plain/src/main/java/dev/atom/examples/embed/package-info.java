/** ATOM in a plain Java program. */
@NullMarked
package dev.atom.examples.embed;

import org.jspecify.annotations.NullMarked;
