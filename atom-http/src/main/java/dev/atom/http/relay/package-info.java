/**
 * The hot path: {@code POST /v1/chat/completions} as an asynchronous handler on Jetty's core API, in front of Javalin.
 * It decides nothing itself: access, errors and the call are the same code the other routes use.
 */
@NullMarked
package dev.atom.http.relay;

import org.jspecify.annotations.NullMarked;
