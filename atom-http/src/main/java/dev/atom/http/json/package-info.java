/**
 * The one JSON mapper of the HTTP layer. It reads strictly: whatever a request record does not declare is refused, with the
 * field's name and never its value. It writes snake_case and ISO-8601 UTC times with milliseconds.
 */
@NullMarked
package dev.atom.http.json;

import org.jspecify.annotations.NullMarked;
