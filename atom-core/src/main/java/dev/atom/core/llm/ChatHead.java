package dev.atom.core.llm;

/**
 * What is known when a successful reply begins.
 *
 * @param contentType the reply's media type: {@code application/json} or {@code text/event-stream}
 * @param receipt what the call was made with
 * @param overheadMicros time ATOM itself took so far, in microseconds: total minus the wait for the provider
 */
public record ChatHead(String contentType, Receipt receipt, long overheadMicros) {}
