package dev.atom.spi;

/**
 * A provider refused a key for certain. Never swallowed, never retried: the same key will be refused again.
 * Names the provider and holds nothing of the key.
 */
public final class AuthenticationException extends AtomException {
    private static final long serialVersionUID = 1L;

    private final String provider;

    /**
     * A refusal by {@code provider}.
     *
     * @param provider the provider's id, such as {@code openai}
     * @param message what the user can do about it
     */
    public AuthenticationException(String provider, String message) {
        super(ErrorCode.PROVIDER_AUTHENTICATION_FAILED, message);
        this.provider = provider;
    }

    /** The provider's id. */
    public String provider() {
        return provider;
    }
}
