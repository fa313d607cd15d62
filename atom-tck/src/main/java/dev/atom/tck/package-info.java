/**
 * Contract tests for plugin authors, one abstract class per SPI: subclass it, fill in its few hooks, run it.
 * {@link dev.atom.tck.LlmProviderContract}, {@link dev.atom.tck.NodeProviderContract},
 * {@link dev.atom.tck.KeyWrapperContract} and {@link dev.atom.tck.HttpTransportContract} say what ATOM relies on;
 * {@link dev.atom.tck.ReplayServer} is the misbehaving HTTP server they run against, usable on its own.
 * {@link dev.atom.tck.RateLimiterContract} and {@link dev.atom.tck.RateLimiterThreadsContract} say what every engine of the
 * core's rate limiter does; as this module sees the SPI alone, it speaks to one through {@link dev.atom.tck.LimiterSubject}.
 */
@NullMarked
package dev.atom.tck;

import org.jspecify.annotations.NullMarked;
