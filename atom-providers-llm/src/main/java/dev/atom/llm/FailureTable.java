package dev.atom.llm;

import static dev.atom.llm.FailureRule.label;
import static dev.atom.llm.FailureRule.reason;
import static dev.atom.llm.FailureRule.status;
import static dev.atom.llm.FailureRule.text;

import dev.atom.spi.llm.ProviderFailure;
import dev.atom.spi.llm.ProviderFailure.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the failures of the OpenAI wire family: a vendor's own rows first, then the rows all share, the bare status last;
 * the first that matches counts. Never throws, whatever the body. Thread-safe.
 */
final class FailureTable {
    private static final List<FailureRule> SHARED = List.of(
            reason("API_KEY_INVALID", Kind.INVALID_KEY),
            text(400, "api key not valid", Kind.INVALID_KEY),
            text(401, "missing scopes", Kind.INSUFFICIENT_SCOPE),
            text(403, "missing scopes", Kind.INSUFFICIENT_SCOPE),
            text(401, "insufficient permissions", Kind.INSUFFICIENT_SCOPE),
            text(403, "insufficient permissions", Kind.INSUFFICIENT_SCOPE),
            text(403, "reported as leaked", Kind.KEY_REVOKED),
            text(400, "credit balance is too low", Kind.OUT_OF_CREDIT),
            label("invalid_api_key", Kind.INVALID_KEY),
            label("authentication_error", Kind.INVALID_KEY),
            label("permission_error", Kind.INSUFFICIENT_SCOPE),
            label("insufficient_quota", Kind.OUT_OF_CREDIT),
            label("credit_balance_exhausted", Kind.OUT_OF_CREDIT),
            label("billing_hard_limit_reached", Kind.OUT_OF_CREDIT),
            label("billing_not_active", Kind.OUT_OF_CREDIT),
            label("billing_error", Kind.OUT_OF_CREDIT),
            label("model_not_found", Kind.MODEL_NOT_FOUND),
            label("rate_limit_exceeded", Kind.RATE_LIMITED),
            label("rate_limit_error", Kind.RATE_LIMITED),
            label("overloaded_error", Kind.OVERLOADED),
            text(404, "model", Kind.MODEL_NOT_FOUND),
            status(400, Kind.BAD_REQUEST),
            status(401, Kind.INVALID_KEY),
            status(402, Kind.OUT_OF_CREDIT),
            status(413, Kind.BAD_REQUEST),
            status(415, Kind.BAD_REQUEST),
            status(422, Kind.BAD_REQUEST),
            status(429, Kind.RATE_LIMITED),
            status(503, Kind.OVERLOADED),
            status(529, Kind.OVERLOADED));

    private final List<FailureRule> rules;

    private FailureTable(List<FailureRule> rules) {
        this.rules = rules;
    }

    /** A table with a vendor's own rows before the shared ones. */
    static FailureTable of(FailureRule... own) {
        return new FailureTable(Stream.concat(Stream.of(own), SHARED.stream()).toList());
    }

    Optional<ProviderFailure> read(int status, byte[] body) {
        boolean success = status >= 200 && status < 300;
        if (success && !ErrorBody.mayHoldError(body)) {
            return Optional.empty();
        }
        ErrorBody read = ErrorBody.read(body);
        if (success && !read.saysError()) {
            return Optional.empty();
        }
        int effective = success ? read.status().orElse(status) : status;
        Kind kind = rules.stream()
                .filter(rule -> rule.matches(effective, read))
                .map(FailureRule::kind)
                .findFirst()
                .orElse(Kind.UNKNOWN);
        return Optional.of(new ProviderFailure(kind, read.shortCode(), read.message()));
    }
}
