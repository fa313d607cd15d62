/**
 * A scripted OpenAI-compatible upstream for the tour and for tests: real HTTP on loopback, keys it accepts or refuses, streams
 * with delays, and failures on demand. It answers with what it was told, so results are repeatable. Not a model.
 */
@NullMarked
package dev.atom.server.upstream;

import org.jspecify.annotations.NullMarked;
