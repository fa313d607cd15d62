/**
 * The embedded default of the host's HTTP client, on the JDK's own, and the guard that binds a key to its provider's hosts.
 * {@link dev.atom.core.transport.HostGuard} is put between every provider and whichever transport is used.
 * A server may bring a faster transport; it passes the same contract tests.
 */
@NullMarked
package dev.atom.core.transport;

import org.jspecify.annotations.NullMarked;
