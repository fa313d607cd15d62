/**
 * The routes: each one a line that says method, path, who may call it and what it does. A handler parses, calls a service
 * and renders; access, errors and limits on bodies are around it, in one place.
 */
@NullMarked
package dev.atom.http.route;

import org.jspecify.annotations.NullMarked;
