package dev.atom.server.config;

import dev.atom.core.llm.LlmTimeouts;
import dev.atom.core.llm.ProviderConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which LLM providers may be called. No key is among it: those are in the vault.
 *
 * @param providers the providers to activate; copied
 * @param defaultProvider where model names go that no provider claims, unless the tenant has chosen
 * @param timeouts for every call
 */
public record LlmConfig(List<ProviderConfig> providers, Optional<String> defaultProvider, LlmTimeouts timeouts) {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final int DAY = 86_400;

    /** Copies the providers. */
    public LlmConfig {
        providers = List.copyOf(providers);
    }

    static LlmConfig from(Values values) {
        List<ProviderConfig> providers = new ArrayList<>();
        values.providers().forEach((id, settings) -> providers.add(provider(id, settings, values)));
        Optional<String> defaultProvider = values.text(Setting.LLM_DEFAULT_PROVIDER);
        if (defaultProvider.isPresent()
                && providers.stream().noneMatch(one -> one.id().equals(defaultProvider.get()))) {
            values.problem(Setting.LLM_DEFAULT_PROVIDER, "names no provider under llm.providers");
        }
        LlmTimeouts usual = LlmTimeouts.DEFAULT;
        LlmTimeouts timeouts = new LlmTimeouts(
                seconds(values, Setting.LLM_FIRST_BYTE_SECONDS, usual.firstByte()),
                seconds(values, Setting.LLM_IDLE_SECONDS, usual.idle()),
                seconds(values, Setting.LLM_TOTAL_SECONDS, usual.total()));
        return new LlmConfig(providers, defaultProvider, timeouts);
    }

    private static ProviderConfig provider(String id, Map<String, String> settings, Values values) {
        if (!ID.matcher(id).matches()) {
            values.problem(ProviderValues.LLM.path() + id
                    + " is not a provider id: use lower-case letters, digits and hyphens");
        }
        Map<String, String> rest = new HashMap<>(settings);
        String type = rest.remove("type");
        return new ProviderConfig(id, type == null ? id : type, rest);
    }

    private static Duration seconds(Values values, Setting setting, Duration usual) {
        return Duration.ofSeconds(values.number(setting, Math.toIntExact(usual.toSeconds()), 1, DAY));
    }
}
