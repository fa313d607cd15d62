package dev.atom.core.llm;

import dev.atom.spi.AtomException;
import dev.atom.spi.AuthenticationException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import dev.atom.spi.llm.ProviderFailure;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.Map;

/** Turns what went wrong at a provider into the one exception type, in words that name the provider and the remedy. */
final class CallFailures {
    private CallFailures() {}

    static AtomException of(Receipt receipt, ProviderFailure failure, Secret key) {
        String provider = receipt.provider();
        String code = failure.code().isEmpty() ? "" : " (" + Redactor.redact(failure.code(), key) + ")";
        String words = Redactor.redact(failure.message(), key);
        Map<String, String> details = Map.of("provider", provider);
        return switch (failure.kind()) {
            case INVALID_KEY -> refused(receipt, "refused the key" + code + ": store a working key under " + provider);
            case KEY_REVOKED ->
                refused(receipt, "says the key was revoked or disabled" + code + ": store a new key under " + provider);
            case INSUFFICIENT_SCOPE ->
                refused(receipt, "says the key lacks the permission for this call" + code + ": widen the key's scopes");
            case OUT_OF_CREDIT ->
                new AtomException(
                        ErrorCode.PAYMENT_REQUIRED,
                        provider + " says the account has no credit or quota left" + code + ": top it up there",
                        null,
                        details);
            case WRONG_REGION ->
                new AtomException(
                        ErrorCode.PROVIDER_ERROR,
                        provider + " says the key belongs to another region" + code + ": configure that region",
                        null,
                        details);
            case RATE_LIMITED ->
                new AtomException(
                        ErrorCode.RATE_LIMITED, provider + " limits the rate" + code + ": " + words, null, details);
            case OVERLOADED ->
                new AtomException(
                        ErrorCode.UNAVAILABLE, provider + " is overloaded" + code + ": try again later", null, details);
            case BAD_REQUEST ->
                new AtomException(
                        ErrorCode.BAD_REQUEST, provider + " refuses the request" + code + ": " + words, null, details);
            case MODEL_NOT_FOUND ->
                new AtomException(
                        ErrorCode.NOT_FOUND,
                        provider + " has no model " + receipt.model() + " for this key" + code,
                        null,
                        details);
            case UNKNOWN ->
                new AtomException(
                        ErrorCode.PROVIDER_ERROR,
                        provider + " failed" + code + (words.isBlank() ? "" : ": " + words),
                        null,
                        details);
        };
    }

    static AtomException of(Receipt receipt, IOException failure) {
        boolean late = failure instanceof HttpTimeoutException;
        return new AtomException(
                late ? ErrorCode.PROVIDER_TIMEOUT : ErrorCode.PROVIDER_ERROR,
                receipt.provider() + (late ? " did not answer in time" : " could not be reached or broke off")
                        + ": try again later",
                failure,
                Map.of("provider", receipt.provider()));
    }

    static AtomException late(Receipt receipt, String what) {
        return new AtomException(
                ErrorCode.PROVIDER_TIMEOUT,
                receipt.provider() + " " + what,
                null,
                Map.of("provider", receipt.provider()));
    }

    static AtomException unusable(Receipt receipt, String what) {
        return new AtomException(
                ErrorCode.PROVIDER_ERROR,
                receipt.provider() + " " + what,
                null,
                Map.of("provider", receipt.provider()));
    }

    static AuthenticationException refused(Receipt receipt, String what) {
        return new AuthenticationException(
                receipt.provider(), receipt.provider() + " " + what + " [key " + receipt.credential() + "]");
    }
}
