/**
 * Request bodies on their way in. They are read as their bytes come, without a thread that waits, no slower than a pace and no more
 * of them at once than the heap can bear. Knows Jetty's core API and neither of the two doors.
 */
@NullMarked
package dev.atom.http.body;

import org.jspecify.annotations.NullMarked;
