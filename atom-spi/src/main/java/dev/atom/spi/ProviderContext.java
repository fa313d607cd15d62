package dev.atom.spi;

import dev.atom.spi.http.HttpTransport;
import java.time.Clock;

/**
 * What the host lends a provider: everything it may need from outside, and nothing of the host's internals.
 *
 * @param transport the host's HTTP client; it refuses hosts the provider has not declared
 * @param clock the host's clock
 */
public record ProviderContext(HttpTransport transport, Clock clock) {}
