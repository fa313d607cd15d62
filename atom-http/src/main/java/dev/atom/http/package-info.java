/** The HTTP face of ATOM: one access hook, one error mapper, the routes, and the asynchronous relay of chat completions. */
@NullMarked
package dev.atom.http;

import org.jspecify.annotations.NullMarked;
