/**
 * How a failure looks on the wire: status, headers and body, in ATOM's envelope or in OpenAI's. Knows no server library, so
 * that every front door answers alike.
 */
@NullMarked
package dev.atom.http.error;

import org.jspecify.annotations.NullMarked;
