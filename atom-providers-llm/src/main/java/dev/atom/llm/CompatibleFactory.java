package dev.atom.llm;

import dev.atom.spi.Settings;
import java.util.List;

/**
 * Type {@code openai-compatible}: any endpoint that speaks OpenAI's format, such as vLLM, Ollama or another gateway.
 * Settings: {@code base_url} (required, up to and including {@code /v1}), {@code allow_http}, {@code model_prefixes} (none
 * unless set, so that its models are reached as {@code id/model}).
 */
public final class CompatibleFactory extends OpenAiWireFactory {
    private static final FailureTable FAILURES = FailureTable.of();

    /** For {@link java.util.ServiceLoader}. */
    public CompatibleFactory() {
        super("openai-compatible");
    }

    @Override
    Vendor vendor(Settings settings) {
        return Vendor.at(settings, settings.required("base_url"), List.of(), FAILURES);
    }
}
