/**
 * The server's HTTP client to providers: Jetty's, which costs a third of the JDK's CPU per call.
 * Implements {@link dev.atom.spi.http.HttpTransport} and keeps its promises: no redirects, no cookies, no proxy.
 */
@NullMarked
package dev.atom.http.transport;

import org.jspecify.annotations.NullMarked;
