/**
 * The tour: starts everything embedded, walks through what ATOM promises over real HTTP, checks each promise and shows a
 * {@code curl} that repeats it.
 */
@NullMarked
package dev.atom.server.demo;

import org.jspecify.annotations.NullMarked;
