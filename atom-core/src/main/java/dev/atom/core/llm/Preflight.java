package dev.atom.core.llm;

/**
 * Whether calls to a provider can be expected to work, asked without cost.
 *
 * @param provider the provider's id
 * @param status the answer
 * @param reason why, for the user
 */
public record Preflight(String provider, Status status, String reason) {
    /** The four answers. */
    public enum Status {
        /** The provider accepts the key. */
        VALID,
        /** The provider refused the key for certain. */
        INVALID,
        /** The provider could not be asked, or answered neither. */
        UNKNOWN,
        /** There is no key, or only a placeholder. */
        MISSING
    }
}
