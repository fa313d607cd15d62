package dev.atom.spi.llm;

/**
 * A model a key may use.
 *
 * @param id the provider's name for it, without the provider's prefix
 * @param created seconds since the Unix epoch; 0 when the provider does not say
 * @param ownedBy who owns it in the provider's words; the provider's id when it does not say
 */
public record LlmModel(String id, long created, String ownedBy) {}
