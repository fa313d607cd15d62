package dev.atom.core.llm;

import dev.atom.spi.ErrorCode;
import dev.atom.spi.llm.ProviderFailure;
import dev.atom.spi.llm.TokenUsage;
import java.util.Locale;
import java.util.Optional;

/**
 * How a call that reached its provider ended.
 *
 * @param outcome {@code ok}, {@code client_gone}, or an error code in lower case
 * @param usage what it cost
 * @param estimated whether {@code usage} is a guess
 * @param failure the provider's failure, if it reported one
 */
record CallEnd(String outcome, TokenUsage usage, boolean estimated, Optional<ProviderFailure> failure) {
    static final String OK = "ok";
    static final String CLIENT_GONE = "client_gone";

    static String outcome(ErrorCode code) {
        return code.name().toLowerCase(Locale.ROOT);
    }

    /** Whether the provider said for certain that this key will never work again. */
    boolean condemnsKey() {
        return failure.map(ProviderFailure::kind)
                .filter(kind -> kind == ProviderFailure.Kind.INVALID_KEY || kind == ProviderFailure.Kind.KEY_REVOKED)
                .isPresent();
    }
}
