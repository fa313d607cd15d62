package dev.atom.server.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The settings of LLM providers: each provider type has its own, so only where they stand is known here. */
final class ProviderValues {
    static final String PATH = "llm.providers.";
    static final String VARIABLES = "ATOM_LLM_PROVIDERS_";

    private ProviderValues() {}

    /** Provider id to its settings, {@code type} among them. */
    static Map<String, Map<String, String>> read(
            Map<String, String> file, Map<String, String> environment, Problems problems) {
        Map<String, Map<String, String>> providers = new TreeMap<>();
        file.forEach((name, value) -> {
            String[] parts = name.split("\\.", 4);
            if (!name.startsWith(PATH)) {
                return;
            }
            if (parts.length == 3 && !value.isEmpty()) {
                problems.add(name + " must be a mapping with the provider's settings, or {} for its defaults");
            }
            Map<String, String> settings = providers.computeIfAbsent(parts[2], id -> new HashMap<>());
            if (parts.length == 4) {
                settings.put(parts[3], value);
            }
        });
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLES) && !override(providers, name.substring(VARIABLES.length()), value)) {
                problems.add(name + " names no configured provider: add it under llm.providers in the file first");
            }
        });
        return providers;
    }

    private static boolean override(Map<String, Map<String, String>> providers, String rest, String value) {
        String setting = rest.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, Map<String, String>> provider : providers.entrySet()) {
            String prefix = provider.getKey().replace('-', '_') + "_";
            if (setting.startsWith(prefix)) {
                provider.getValue().put(setting.substring(prefix.length()), value);
                return true;
            }
        }
        return false;
    }
}
