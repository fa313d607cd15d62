/**
 * Calls to LLM providers with the tenant's own key: routing, relay, error classification, metering.
 * {@code LlmService} is the one pipeline; blocking and streaming calls, in-process and HTTP, all pass through it.
 * A byok tenant without a key is refused before any socket opens.
 */
@NullMarked
package dev.atom.core.llm;

import org.jspecify.annotations.NullMarked;
