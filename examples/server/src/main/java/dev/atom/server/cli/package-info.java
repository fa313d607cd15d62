/**
 * The command line. One class a command; {@link dev.atom.server.cli.CommandLine} finds it, turns failures into one line and an
 * exit code, and writes the help.
 */
@NullMarked
package dev.atom.server.cli;

import org.jspecify.annotations.NullMarked;
