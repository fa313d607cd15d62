/** Work that a process repeats for as long as it runs. */
@NullMarked
package dev.atom.core.background;

import org.jspecify.annotations.NullMarked;
