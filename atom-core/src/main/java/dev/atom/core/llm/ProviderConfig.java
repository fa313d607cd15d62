package dev.atom.core.llm;

import java.util.Map;

/**
 * One provider to activate. Holds no key.
 *
 * @param id what routes and vault entries call it: {@code [a-z][a-z0-9-]{0,31}}
 * @param type the {@link dev.atom.spi.llm.LlmProviderFactory#type} that makes it
 * @param settings for that factory; copied
 */
public record ProviderConfig(String id, String type, Map<String, String> settings) {
    /** Copies the settings. */
    public ProviderConfig {
        settings = Map.copyOf(settings);
    }

    /** A provider under its type's own name, with defaults. */
    public static ProviderConfig of(String type) {
        return new ProviderConfig(type, type, Map.of());
    }
}
