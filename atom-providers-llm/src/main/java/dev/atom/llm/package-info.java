/**
 * LLM providers that speak OpenAI's wire format: OpenAI, DeepSeek, MiniMax, and any compatible endpoint by configuration.
 * One provider class serves all; a vendor is a factory of about twenty lines that says where it lives and how it fails.
 * {@code FailureTable} reads error bodies; its golden bodies are under {@code src/test/resources/golden}.
 */
@NullMarked
package dev.atom.llm;

import org.jspecify.annotations.NullMarked;
