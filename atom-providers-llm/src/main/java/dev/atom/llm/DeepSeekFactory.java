package dev.atom.llm;

import static dev.atom.llm.FailureRule.text;
import static dev.atom.spi.llm.ProviderFailure.Kind.MODEL_NOT_FOUND;

import dev.atom.spi.Settings;
import java.net.URI;
import java.util.List;

/**
 * Type {@code deepseek}. Settings: {@code base_url}, {@code allow_http}, {@code model_prefixes}. Models are listed at
 * {@code /models}, chat is below {@code /v1}; an overridden base URL holds both.
 *
 * <p>Errors: <a href="https://api-docs.deepseek.com/quick_start/error_codes">DeepSeek, error codes</a>.
 */
public final class DeepSeekFactory extends OpenAiWireFactory {
    private static final FailureTable FAILURES = FailureTable.of(text(400, "model not exist", MODEL_NOT_FOUND));

    /** For {@link java.util.ServiceLoader}. */
    public DeepSeekFactory() {
        super("deepseek");
    }

    @Override
    Vendor vendor(Settings settings) {
        Vendor vendor = Vendor.at(settings, "https://api.deepseek.com/v1", List.of("deepseek-"), FAILURES);
        boolean moved = settings.text("base_url").isPresent();
        return moved ? vendor : vendor.withModels(URI.create("https://api.deepseek.com/models"));
    }
}
