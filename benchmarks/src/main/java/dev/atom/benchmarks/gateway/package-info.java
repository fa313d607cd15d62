/**
 * The gateway harness: what a relay adds to a call, in latency and in CPU. {@link dev.atom.benchmarks.gateway.GatewayBenchmark}
 * starts a scripted upstream, the targets and a load generator as separate processes on this machine, measures them in
 * alternating rounds and prints one Markdown report.
 */
@NullMarked
package dev.atom.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
