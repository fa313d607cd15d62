/**
 * The host's HTTP client as providers see it: an asynchronous exchange with back-pressure and cancellation.
 * The host chooses the implementation; a provider that uses it inherits the host's timeouts, pooling and host allow-list.
 * Redirects are never followed, so a key cannot be carried to another host.
 */
@NullMarked
package dev.atom.spi.http;

import org.jspecify.annotations.NullMarked;
