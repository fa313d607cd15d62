package dev.atom.core.llm;

import dev.atom.spi.llm.OpenAiWire;

/**
 * Where a call goes.
 *
 * @param provider the provider
 * @param model the model's name there, without the provider's prefix
 */
record Route(OpenAiWire provider, String model) {}
