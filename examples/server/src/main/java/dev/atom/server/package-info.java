/**
 * The example server: the program behind {@code ./atom}. {@code cli} holds its commands, {@code config} what can be set,
 * {@code run} the server as an object, {@code demo} the tour, {@code upstream} the scripted provider the tour talks to.
 */
@NullMarked
package dev.atom.server;

import org.jspecify.annotations.NullMarked;
