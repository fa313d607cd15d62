package dev.atom.llm;

import static dev.atom.llm.FailureRule.label;
import static dev.atom.llm.FailureRule.text;
import static dev.atom.spi.llm.ProviderFailure.Kind.KEY_REVOKED;
import static dev.atom.spi.llm.ProviderFailure.Kind.UNKNOWN;
import static dev.atom.spi.llm.ProviderFailure.Kind.WRONG_REGION;

import dev.atom.spi.Settings;
import java.util.List;

/**
 * Type {@code openai}. Settings: {@code base_url}, {@code allow_http}, {@code model_prefixes}.
 *
 * <p>Errors: <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI, error codes</a>. A 401 can also mean a
 * forbidden network address or organisation; that is no refusal of the key.
 */
public final class OpenAiFactory extends OpenAiWireFactory {
    private static final List<String> PREFIXES = List.of("gpt-", "o1", "o3", "o4", "chatgpt-", "text-embedding-");
    private static final FailureTable FAILURES = FailureTable.of(
            label("account_deactivated", KEY_REVOKED),
            label("ip_not_authorized", UNKNOWN),
            label("mismatched_organization", UNKNOWN),
            label("invalid_organization", UNKNOWN),
            text(401, "ip not authorized", UNKNOWN),
            text(401, "must be a member of an organization", UNKNOWN),
            label("unsupported_country_region_territory", WRONG_REGION));

    /** For {@link java.util.ServiceLoader}. */
    public OpenAiFactory() {
        super("openai");
    }

    @Override
    Vendor vendor(Settings settings) {
        return Vendor.at(settings, "https://api.openai.com/v1", PREFIXES, FAILURES);
    }
}
