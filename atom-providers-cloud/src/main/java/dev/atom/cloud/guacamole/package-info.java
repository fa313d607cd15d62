/**
 * Asks Apache Guacamole which sessions have somebody connected. It speaks Guacamole's REST API, reads only, and decides nothing.
 * {@link dev.atom.cloud.guacamole.GuacamoleGateway} is where to start.
 */
@NullMarked
package dev.atom.cloud.guacamole;

import org.jspecify.annotations.NullMarked;
