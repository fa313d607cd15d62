package dev.atom.core.llm;

import dev.atom.core.tenant.ResolvedCaller;

/**
 * A chat request that has arrived and been read.
 *
 * @param sink where its answer goes
 * @param spendsRequest whether it is still to be counted as a request
 * @param startedNanos when it arrived
 */
record Arrival(ResolvedCaller caller, ChatBody body, ChatSink sink, boolean spendsRequest, long startedNanos) {}
