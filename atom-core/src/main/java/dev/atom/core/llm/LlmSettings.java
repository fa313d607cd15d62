package dev.atom.core.llm;

import java.util.List;
import java.util.Optional;

/**
 * How LLM calls are made.
 *
 * @param providers the ones to activate; copied
 * @param defaultProvider where bare model names go that no provider's prefix claims, unless the tenant has chosen another
 * @param timeouts for every call
 * @param admission asked before each call
 */
public record LlmSettings(
        List<ProviderConfig> providers, Optional<String> defaultProvider, LlmTimeouts timeouts, Admission admission) {
    /** Copies the list. */
    public LlmSettings {
        providers = List.copyOf(providers);
    }

    /** The given providers, everything else by default. */
    public static LlmSettings of(ProviderConfig... providers) {
        return new LlmSettings(List.of(providers), Optional.empty(), LlmTimeouts.DEFAULT, Admission.ALL);
    }
}
