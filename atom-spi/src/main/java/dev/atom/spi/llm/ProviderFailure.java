package dev.atom.spi.llm;

/**
 * What a provider's error reply means.
 *
 * @param kind the meaning
 * @param code the provider's own short code, such as {@code invalid_api_key} or {@code 1004}; empty when it gives none
 * @param message the provider's own words; untrusted, may echo key material, redacted by the host before anyone sees them
 */
public record ProviderFailure(Kind kind, String code, String message) {
    /** The meanings the host distinguishes. */
    public enum Kind {
        /** The key is wrong. */
        INVALID_KEY,
        /** The key is right and lacks the permission for this call. */
        INSUFFICIENT_SCOPE,
        /** The key was revoked, disabled or reported as leaked. */
        KEY_REVOKED,
        /** The account has no credit or quota left. */
        OUT_OF_CREDIT,
        /** The key belongs to another region of the provider. */
        WRONG_REGION,
        /** Too many requests or tokens; later tries may succeed. */
        RATE_LIMITED,
        /** The provider is overloaded or in maintenance. */
        OVERLOADED,
        /** The request itself is wrong. */
        BAD_REQUEST,
        /** The model does not exist or is not available to the key. */
        MODEL_NOT_FOUND,
        /** Anything else. */
        UNKNOWN
    }

    /** Whether this is a certain refusal of the key: raised as {@link dev.atom.spi.AuthenticationException}. */
    public boolean refusesKey() {
        return switch (kind) {
            case INVALID_KEY, INSUFFICIENT_SCOPE, KEY_REVOKED -> true;
            case OUT_OF_CREDIT, WRONG_REGION, RATE_LIMITED, OVERLOADED, BAD_REQUEST, MODEL_NOT_FOUND, UNKNOWN -> false;
        };
    }
}
