package dev.atom.llm;

import static dev.atom.llm.FailureRule.label;
import static dev.atom.llm.FailureRule.own;
import static dev.atom.spi.llm.ProviderFailure.Kind.BAD_REQUEST;
import static dev.atom.spi.llm.ProviderFailure.Kind.INVALID_KEY;
import static dev.atom.spi.llm.ProviderFailure.Kind.OUT_OF_CREDIT;
import static dev.atom.spi.llm.ProviderFailure.Kind.OVERLOADED;
import static dev.atom.spi.llm.ProviderFailure.Kind.RATE_LIMITED;

import dev.atom.spi.Settings;
import java.util.List;

/**
 * Type {@code minimax}. Settings: {@code region} ({@code global}, the default, or {@code china}) or {@code base_url}, and
 * {@code allow_http}, {@code model_prefixes}. A key of one region is refused by the other with the code of a wrong key.
 *
 * <p>Errors: <a href="https://platform.minimax.io/docs/api-reference/errorcode">MiniMax, error codes</a>; the codes come in
 * {@code base_resp}, also with HTTP 200, or in parentheses at the end of an error's message.
 */
public final class MiniMaxFactory extends OpenAiWireFactory {
    private static final FailureTable FAILURES = FailureTable.of(
            own("1002", RATE_LIMITED),
            own("1004", INVALID_KEY),
            own("1008", OUT_OF_CREDIT),
            own("1013", OVERLOADED),
            own("1026", BAD_REQUEST),
            own("1027", BAD_REQUEST),
            own("1039", RATE_LIMITED),
            own("1041", RATE_LIMITED),
            own("2013", BAD_REQUEST),
            own("2045", RATE_LIMITED),
            own("2049", INVALID_KEY),
            own("2056", RATE_LIMITED),
            label("authorized_error", INVALID_KEY));

    /** For {@link java.util.ServiceLoader}. */
    public MiniMaxFactory() {
        super("minimax", "region");
    }

    @Override
    Vendor vendor(Settings settings) {
        if (settings.text("region").isPresent() && settings.text("base_url").isPresent()) {
            throw settings.invalid("region", "and base_url are both set: remove one");
        }
        String base =
                switch (settings.text("region").orElse("global")) {
                    case "global" -> "https://api.minimax.io/v1";
                    case "china" -> "https://api.minimaxi.com/v1";
                    default -> throw settings.invalid("region", "must be global or china");
                };
        return Vendor.at(settings, base, List.of("MiniMax-", "abab"), FAILURES);
    }
}
