/** Contract tests for plugin authors, one abstract class per SPI. */
@NullMarked
package dev.atom.tck;

import org.jspecify.annotations.NullMarked;
