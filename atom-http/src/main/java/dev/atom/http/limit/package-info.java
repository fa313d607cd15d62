/**
 * Limits as a client of the HTTP interface meets them: the one hook that every front door calls, and the header fields.
 * Knows no server library, so that every front door limits alike.
 */
@NullMarked
package dev.atom.http.limit;

import org.jspecify.annotations.NullMarked;
