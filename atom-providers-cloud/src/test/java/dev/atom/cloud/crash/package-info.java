/**
 * Servers that are killed, or stopped, at each step of their work on nodes, over real processes and over a whole Fly. The
 * servers run in JVMs of their own; what they leave behind is looked at with nothing of their code.
 */
@NullMarked
package dev.atom.cloud.crash;

import org.jspecify.annotations.NullMarked;
