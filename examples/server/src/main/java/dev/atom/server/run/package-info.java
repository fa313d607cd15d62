/** The server as an object: database, ATOM and HTTP opened from a configuration, and closed again in the opposite order. */
@NullMarked
package dev.atom.server.run;

import org.jspecify.annotations.NullMarked;
