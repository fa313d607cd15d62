/**
 * A stand-in for Apache Guacamole's REST API, as far as asking who is connected goes: {@link dev.atom.tck.guacamole.GuacamoleFake}.
 * It answers over real HTTP on loopback. Formats follow the {@code rest} package of {@code apache/guacamole-client}.
 */
@NullMarked
package dev.atom.tck.guacamole;

import org.jspecify.annotations.NullMarked;
