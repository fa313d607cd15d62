package dev.atom.server.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of providers: each provider type has its own, so only where they stand is known here.
 *
 * @param path where they stand in the file, with a dot at the end
 * @param variables how the names of variables that override them begin
 */
record ProviderValues(String path, String variables) {
    static final ProviderValues LLM = new ProviderValues("llm.providers.", "ATOM_LLM_PROVIDERS_");
    static final ProviderValues NODES = new ProviderValues("nodes.providers.", "ATOM_NODES_PROVIDERS_");

    /** Whether a name in the file is the setting of a provider. */
    static boolean ownPath(String name) {
        return name.startsWith(LLM.path) || name.startsWith(NODES.path);
    }

    /** Whether a variable is the setting of a provider. */
    static boolean ownVariable(String name) {
        return name.startsWith(LLM.variables) || name.startsWith(NODES.variables);
    }

    /** Provider id to its settings, {@code type} among them. */
    Map<String, Map<String, String>> read(
            Map<String, String> file, Map<String, String> environment, Problems problems) {
        Map<String, Map<String, String>> providers = new TreeMap<>();
        file.forEach((name, value) -> {
            String[] parts = name.split("\\.", 4);
            if (!name.startsWith(path)) {
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
            if (name.startsWith(variables) && !override(providers, name.substring(variables.length()), value)) {
                problems.add(name + " names no configured provider: add it under "
                        + path.substring(0, path.length() - 1) + " in the file first");
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
